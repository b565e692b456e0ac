package dev.tollgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What no provider could answer is refused before any is contacted, in words and codes
 * that the caller's client understands.
 */
class BadInputTests extends GatewayTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String VALID = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]%s}";

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "hello", "[]", "null", "{", "{\"model\":\"gpt-4o\"", "{\"model\":\"gpt-4o\",}",
			"{'model':'gpt-4o'}", "{\"model\":\"gpt-4o\",\"messages\":[]}x", "{\"model\":\"gpt-4o\",\"messages\":[]}{}",
			"{\"model\":\"gpt-4o\",\"model\":\"o1\",\"messages\":[]}",
			"{\"model\":\"gpt-4o\",\"mod\\u0065l\":\"o1\",\"messages\":[]}",
			"{\"model\":\"gpt-4o\",\"messages\":[],\"temperature\":NaN}",
			"{\"model\":\"gpt-4o\",\"messages\":[],\"temperature\":Infinity}",
			"{\"model\":\"gpt-4o\",\"messages\":[],\"temperature\":01}",
			"{\"model\":\"gpt-4o\",\"messages\":[],\"user\":\"\\ud800\"}",
			"{\"model\":\"gpt-4o\",\"messages\":[],\"user\":\"a\u0000b\"}",
			"{\"model\":\"gpt-4o\",\"messages\":[],/* */\"user\":\"a\"}" })
	void whatIsNotJsonIsRefused(String body) {
		refused(this.gateway.post(CHAT, body), 400, "invalid_json", null);
	}

	@Test
	void whatIsNotUtf8IsRefused() {
		byte[] body = VALID.formatted(",\"user\":\"?\"").getBytes(StandardCharsets.ISO_8859_1);
		body[body.length - 3] = (byte) 0xff;
		refused(post(HttpRequest.BodyPublishers.ofByteArray(body)), 400, "invalid_json", null);
	}

	@Test
	void nestingWithoutEndIsRefused() {
		String deep = "[".repeat(10_000) + "]".repeat(10_000);
		refused(this.gateway.post(CHAT, "{\"model\":\"gpt-4o\",\"messages\":" + deep + "}"), 400, "invalid_json", null);
	}

	@Test
	void aMillionItemsAreRefused() {
		String many = "1,".repeat(1_000_000) + "1";
		refused(this.gateway.post(CHAT, "{\"model\":\"gpt-4o\",\"messages\":[" + many + "]}"), 400, "invalid_json",
				null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"messages":[]}                                      | model       | missing_required_parameter
					{"model":null,"messages":[]}                         | model       | missing_required_parameter
					{"model":"","messages":[]}                           | model       | invalid_value
					{"model":5,"messages":[]}                            | model       | invalid_type
					{"model":["gpt-4o"],"messages":[]}                   | model       | invalid_type
					{"model":"gpt-4o"}                                   | messages    | missing_required_parameter
					{"model":"gpt-4o","messages":null}                   | messages    | missing_required_parameter
					{"model":"gpt-4o","messages":"x"}                    | messages    | invalid_type
					{"model":"gpt-4o","messages":{}}                     | messages    | invalid_type
					{"model":"gpt-4o","messages":[],"stream":"true"}     | stream      | invalid_type
					{"model":"gpt-4o","messages":[],"stream":1}          | stream      | invalid_type
					{"model":"gpt-4o","messages":[],"max_tokens":-1}     | max_tokens  | invalid_value
					{"model":"gpt-4o","messages":[],"max_tokens":0}      | max_tokens  | invalid_value
					{"model":"gpt-4o","messages":[],"max_tokens":1e308}  | max_tokens  | invalid_type
					{"model":"gpt-4o","messages":[],"max_tokens":null}   | max_tokens  | invalid_type
					{"model":"gpt-4o","messages":[],"max_tokens":"5"}    | max_tokens  | invalid_type
					{"model":"gpt-4o","messages":[],"max_completion_tokens":99999999999999999999} | max_completion_tokens | invalid_type
					{"model":"gpt-4o","messages":[],"n":1000}            | n           | invalid_value
					{"model":"gpt-4o","messages":[],"n":0}               | n           | invalid_value
					{"model":"gpt-4o","messages":[],"temperature":"NaN"} | temperature | invalid_type
					{"model":"gpt-4o","messages":[],"temperature":2.1}   | temperature | invalid_value
					{"model":"gpt-4o","messages":[],"temperature":-0.1}  | temperature | invalid_value
					{"model":"gpt-4o","messages":[],"temperature":1e999} | temperature | invalid_value
					{"model":"gpt-4o","messages":[],"top_p":1.5}         | top_p       | invalid_value
					{"model":"gpt-4o","messages":[],"tools":{}}          | tools       | invalid_type
					{"model":"gpt-4o","messages":[],"response_format":"json"} | response_format | invalid_type
					{"model":"gpt-4o","messages":[],"stream":true,"stream_options":true} | stream_options | invalid_type
					{"model":"gpt-4o","messages":[],"stream":true,"stream_options":{"include_usage":"yes"}} | stream_options.include_usage | invalid_type
					""")
	void aFieldOfTheWrongKindIsNamed(String body, String param, String code) {
		refused(this.gateway.post(CHAT, body), 400, code, param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"model":"deepseek-chat"}                          | prompt | missing_required_parameter
			{"model":"deepseek-chat","prompt":{}}              | prompt | invalid_type
			{"model":"deepseek-chat","prompt":"a","suffix":5}  | suffix | invalid_type
			{"prompt":"a"}                                     | model  | missing_required_parameter
			""")
	void aTextCompletionIsLookedAtToo(String body, String param, String code) {
		refused(this.gateway.post("/beta/completions", body), 400, code, param);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nope", "gpt-5000", "evil/gpt-4o", "openai/", "/gpt-4o", "openai//gpt-4o",
			"gemini/../../v1/files", "gemini/gemini-2.0-flash?x=y", "gemini/a#b", "openai/a b", "openai/a%2fb",
			"http://127.0.0.1/x", "OPENAI/gpt-4o", "gpt-4o ", "openai/-x" })
	void aModelThatNobodyHasIsNotFound(String model) {
		refused(this.gateway.chat(model, "Hello"), 404, "model_not_found", "model");
		assertThat(this.gateway.get("/v1/models/" + "nope").statusCode()).isEqualTo(404);
	}

	@Test
	void aModelsNameIsNotEchoedWithoutBound() {
		refused(this.gateway.chat("x".repeat(100_000), "Hello"), 400, "invalid_value", "model");
	}

	@Test
	void aCallerCannotChooseTheAddressOrTheCredential() {
		HttpResponse<String> response = this.gateway.post(CHAT,
				VALID.formatted(",\"api_base\":\"http://127.0.0.1:1\",\"base_url\":\"http://127.0.0.1:1\","
						+ "\"api_key\":\"other\",\"extra_headers\":{\"x-evil\":\"yes\"}"),
				"x-evil", "yes", "openai-organization", "other", "x-forwarded-host", "evil.example");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(upstream().provider()).isEqualTo("openai");
		assertThat(upstream().headers()).doesNotContainKeys("x-evil", "openai-organization", "x-forwarded-host");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/jsonx", "application/x-www-form-urlencoded",
			"multipart/form-data; boundary=x", "application/xml", "json" })
	void anotherContentTypeIsRefused(String type) {
		refused(this.gateway.post(CHAT, VALID.formatted(""), "content-type", type), 415, "unsupported_media_type",
				null);
	}

	@Test
	void noContentTypeIsRefused() {
		HttpRequest request = this.gateway.request(CHAT)
			.header("authorization", "Bearer " + GatewayCaller.KEY)
			.POST(HttpRequest.BodyPublishers.ofString(VALID.formatted("")))
			.build();
		refused(this.gateway.send(request), 415, "unsupported_media_type", null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
			"application/json;charset=\"UTF-8\"" })
	void jsonByAnyOfItsNamesIsTaken(String type) {
		assertThat(this.gateway.post(CHAT, VALID.formatted(""), "content-type", type).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "br", "zstd", "deflate", "gzip, gzip" })
	void aCompressedBodyIsRefusedUnread(String encoding) {
		HttpRequest request = this.gateway.keyed(CHAT, "content-encoding", encoding)
			.POST(HttpRequest.BodyPublishers.ofByteArray(gzip(VALID.formatted(""))))
			.build();
		refused(this.gateway.send(request), 415, "unsupported_media_type", null);
	}

	private static byte[] gzip(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@Test
	void aPictureOfTwentyMegabytesIsTaken() {
		String picture = "data:image/png;base64," + "A".repeat(20 * 1024 * 1024);
		HttpResponse<String> response = this.gateway.post(CHAT,
				"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
						+ "\"image_url\":{\"url\":\"" + picture + "\"}}]}]}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(upstream().bodySize()).isGreaterThan(20 * 1024 * 1024);
	}

	@ParameterizedTest
	@MethodSource("googleRefusals")
	void googlesClientsAreRefusedInGooglesWords(String call, String body, int status, String name) {
		HttpResponse<String> response = this.gateway.post("/v1beta/models/" + call, body);
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode error = GatewayCaller.json(response);
		assertThat(error.propertyNames()).containsExactly("error");
		assertThat(error.path("error").propertyNames()).containsExactly("code", "message", "status");
		assertThat(error.path("error").path("code").asInt()).isEqualTo(status);
		assertThat(error.path("error").path("status").asString()).isEqualTo(name);
		assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
		assertThat(response.headers().firstValue("x-request-id")).isPresent();
		assertThat(this.simulator.calls()).isEmpty();
	}

	static List<Object[]> googleRefusals() {
		String valid = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
		return List.of(new Object[] { "gemini-2.0-flash:generateContent", "{", 400, "INVALID_ARGUMENT" },
				new Object[] { "gemini-2.0-flash:generateContent", "{}", 400, "INVALID_ARGUMENT" },
				new Object[] { "gemini-2.0-flash:generateContent", "{\"contents\":\"x\"}", 400, "INVALID_ARGUMENT" },
				new Object[] { "gemini-2.0-flash:streamGenerateContent", valid, 400, "INVALID_ARGUMENT" },
				new Object[] { "gemini-0.0-nope:generateContent", valid, 404, "NOT_FOUND" },
				new Object[] { "gemini-2.0-flash:embedNothing", valid, 404, "NOT_FOUND" },
				new Object[] { "gemini-2.0-flash", valid, 404, "NOT_FOUND" },
				new Object[] { "gpt-4o:generateContent", valid, 400, "INVALID_ARGUMENT" });
	}

	private HttpResponse<String> post(HttpRequest.BodyPublisher body) {
		return this.gateway.send(this.gateway.keyed(CHAT).POST(body).build());
	}

	/** All that every refusal has, and that nobody but us has heard of the request. */
	private void refused(HttpResponse<String> response, int status, String code, @Nullable String param) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").asString(null)).isEqualTo(param);
		assertThat(error.path("message").asString()).isNotBlank().hasSizeLessThan(400);
		assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
		assertThat(response.headers().firstValue("x-request-id")).isPresent();
		assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
		assertThat(this.simulator.calls()).isEmpty();
	}

}
