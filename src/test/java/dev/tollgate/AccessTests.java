package dev.tollgate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody passes without a key, by whichever door; and whoever knocks at a door that does
 * not exist is told so in the protocol that was spoken.
 */
class AccessTests extends GatewayTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String BODY = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

	@Autowired
	private List<RequestMappingHandlerMapping> mappings = List.of();

	@Autowired
	private List<WebFilter> filters = List.of();

	@Test
	void everyMappingThereIsNeedsAKey() {
		List<String> doors = doors();
		assertThat(doors).contains("POST /v1/chat/completions", "POST /chat/completions", "POST /beta/completions",
				"GET /v1/models", "POST /v1beta/models/x", "GET /v1beta/models");
		// the page asks for the key itself: ConsoleTests
		doors.removeAll(List.of("GET /console", "GET /console/"));
		for (String door : doors) {
			String[] words = door.split(" ", 2);
			HttpResponse<String> response = anonymous(words[0], words[1]);
			assertThat(response.statusCode()).as(door).isEqualTo(401);
			assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
			JsonNode error = GatewayCaller.json(response).path("error");
			if (words[1].startsWith("/v1beta/")) {
				assertThat(error.path("code").asInt()).as(door).isEqualTo(401);
				assertThat(error.path("status").asString()).isEqualTo("UNAUTHENTICATED");
			}
			else {
				assertThat(error.path("type").asString()).as(door).isEqualTo("authentication_error");
				assertThat(error.path("code").asString()).isEqualTo("invalid_api_key");
				assertThat(error.path("param").isNull()).isTrue();
			}
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void everyMappingOfAdministratorsRefusesAllOthers() {
		TestKeys.Key key = new TestKeys(this.gateway).create("");
		List<String> doors = doors().stream().filter((door) -> door.split(" ", 2)[1].startsWith("/admin")).toList();
		assertThat(doors).contains("POST /admin/keys", "PATCH /admin/keys/x", "DELETE /admin/keys/x",
				"GET /admin/teams", "GET /admin/requests", "POST /admin/routes/reload");
		for (String door : doors) {
			String[] words = door.split(" ", 2);
			HttpResponse<String> response = this.gateway.send(this.gateway.keyed(words[1], key.header())
				.method(words[0], HttpRequest.BodyPublishers.ofString("{}"))
				.build());
			assertThat(response.statusCode()).as(door).isEqualTo(403);
			JsonNode error = GatewayCaller.json(response).path("error");
			assertThat(error.path("code").asString()).as(door).isEqualTo("permission_denied");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//admin/keys", "/admin/keys/", "/admin/keys;a=b", "/ADMIN/KEYS", "/v1/../admin/keys",
			"/v1/%2e%2e/admin/keys", "/admin%2fkeys", "/admin/./keys" })
	void aSpellingIsNoWayAroundThat(String path) {
		TestKeys.Key key = new TestKeys(this.gateway).create("");
		HttpRequest request = this.gateway
			.keyed(path, "authorization", "Bearer " + key.secret(), "x-http-method-override", "GET", "x-original-url",
					"/v1/models", "x-forwarded-prefix", "/v1")
			.build();
		assertThat(this.gateway.send(request).statusCode()).isIn(400, 403, 404);
	}

	@Test
	void whereNobodyKnowsTheDoorItIsShut() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/v1/models"));
		for (WebFilter filter : this.filters) {
			StepVerifier.create(filter.filter(exchange, (passed) -> Mono.empty())).verifyError();
		}
		assertThat(this.filters).isNotEmpty();
	}

	private List<String> doors() {
		List<String> doors = new ArrayList<>();
		for (RequestMappingHandlerMapping mapping : this.mappings) {
			for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
				Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
				info.getPatternsCondition().getPatterns().forEach((pattern) -> {
					String path = pattern.getPatternString().replaceAll("\\{[^}]*}", "x");
					methods.forEach((method) -> doors.add(method + " " + path));
					if (methods.isEmpty()) {
						doors.add("GET " + path);
					}
				});
			}
		}
		return doors;
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/nope", "/v1/nope", "/actuator", "/actuator/health", "/actuator/prometheus",
			"/console/app.js", "/console//", "/console/..%2fv1/models", "/console/../v1/models", "/console;a=b",
			"/admin/keys", "//v1/models", "/v1/models/", "/v1/models;a=b", "/V1/MODELS", "/v1/%2e%2e/v1/models",
			"/openapi.json", "/favicon.ico", "/v1/models?key=" + GatewayCaller.KEY,
			"/v1/models?api_key=" + GatewayCaller.KEY })
	void anAddressTellsTheAnonymousNothingNotEvenWhetherItExists(String path) {
		assertThat(anonymous("GET", path).statusCode()).isEqualTo(401);
	}

	private HttpResponse<String> anonymous(String method, String path) {
		HttpRequest.BodyPublisher body = HttpMethod.GET.matches(method) ? HttpRequest.BodyPublishers.noBody()
				: HttpRequest.BodyPublishers.ofString(BODY);
		return this.gateway
			.send(this.gateway.request(path).header("content-type", "application/json").method(method, body).build());
	}

	/**
	 * For the first moments of the first start, a key may be one that is still to be
	 * read.
	 */
	@BeforeEach
	void awaitTheKeys() {
		Awaitility.await()
			.until(() -> this.gateway.send(this.gateway.keyed("/v1/models", "authorization", "Bearer wrong").build())
				.statusCode() == 401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer wrong", "Bearer", "Bearer ", "Basic " + GatewayCaller.KEY, GatewayCaller.KEY,
			"Bearer' or 1=1 --", "Bearer %0d%0aset-cookie: a=b", "Bearer " + GatewayCaller.KEY + "x",
			"Bearer ../../admin", "Token " + GatewayCaller.KEY })
	void aWrongKeyIsRefused(String authorization) {
		HttpRequest request = this.gateway.request(CHAT)
			.header("authorization", authorization)
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(BODY))
			.build();
		HttpResponse<String> response = this.gateway.send(request);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).doesNotContain(GatewayCaller.KEY);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "authorization,Bearer " + GatewayCaller.KEY, "authorization,bearer " + GatewayCaller.KEY,
			"x-goog-api-key," + GatewayCaller.KEY, "api-key," + GatewayCaller.KEY })
	void aKeyIsTakenFromAnyOfItsHeaders(String header, String value) {
		HttpRequest request = this.gateway.request("/v1/models").header(header, value).build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(200);
	}

	@Test
	void aKeyInTheQueryIsTakenOfGooglesClientsOnly() {
		assertThat(anonymous("GET", "/v1beta/models?key=" + GatewayCaller.KEY).statusCode()).isEqualTo(200);
		assertThat(anonymous("GET", "/v1beta/models?key=wrong").statusCode()).isEqualTo(401);
	}

	@Test
	void theCallersKeyGoesNoFurther() {
		this.gateway.post("/v1beta/models/gemini-2.0-flash:generateContent?key=" + GatewayCaller.KEY,
				"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
		assertThat(upstream().toString()).doesNotContain(GatewayCaller.KEY);
	}

	@Test
	void twoAuthorizationsAreRefused() {
		String key = "authorization: Bearer " + GatewayCaller.KEY + "\r\n";
		assertThat(raw(key + key, BODY)).startsWith("HTTP/1.1 401 ");
		assertThat(raw(key + "authorization: Bearer wrong\r\n", BODY)).startsWith("HTTP/1.1 401 ");
		assertThat(raw("authorization: Bearer wrong\r\nx-goog-api-key: " + GatewayCaller.KEY + "\r\n", BODY))
			.startsWith("HTTP/1.1 401 ");
		assertThat(raw(key, BODY)).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void aHeaderOfAMegabyteIsRefused() {
		assertThat(raw("authorization: Bearer " + "a".repeat(1_000_000) + "\r\n", BODY)).startsWith("HTTP/1.1 431 ");
	}

	@Test
	void aBodyThatSaysItIsTooLargeIsRefusedUnread() {
		String answer = raw("authorization: Bearer " + GatewayCaller.KEY + "\r\ncontent-length: 40000000\r\n", null);
		assertThat(answer).startsWith("HTTP/1.1 413 ")
			.contains("\"code\":\"request_too_large\"")
			.contains("x-should-retry: false")
			.contains("connection: close");
	}

	@Test
	void aBodyThatTurnsOutTooLargeIsRefusedAtTheLimit() {
		String chunk = "100000\r\n" + "a".repeat(0x100000) + "\r\n";
		// 32 MiB are the limit, and six bytes stand before
		String answer = raw("authorization: Bearer " + GatewayCaller.KEY
				+ "\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{\"a\":\"\r\n" + chunk.repeat(32), null);
		assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"request_too_large\"");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-length: 5\r\ntransfer-encoding: chunked\r\n",
			"content-length: 5\r\ncontent-length: 6\r\n", "content-length: -5\r\n", "content-length: five\r\n",
			"content-length: 99999999999999999999\r\n", "transfer-encoding: chunked, identity\r\n" })
	void twoWordsOnTheLengthOfABodyAreRefused(String headers) {
		assertThat(raw("authorization: Bearer " + GatewayCaller.KEY + "\r\nconnection: close\r\n" + headers, null))
			.startsWith("HTTP/1.1 400 ");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aBodyIsReadToTheLengthThatItSaysAndNoFurther() {
		String answer = raw("authorization: Bearer " + GatewayCaller.KEY
				+ "\r\nconnection: close\r\ncontent-length: 10\r\n\r\n" + BODY, null);
		assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_json\"");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/nope", "/nope", "/v1/chat", "/actuator/health", "/v1/chat/completions/x" })
	void anUnknownAddressIsNotFoundInOpenAisWords(String path) {
		HttpResponse<String> response = this.gateway.get(path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(GatewayCaller.json(response).path("error").path("code").asString()).isEqualTo("not_found");
		assertThat(GatewayCaller.json(response).path("error").path("type").asString())
			.isEqualTo("invalid_request_error");
	}

	@Test
	void anUnknownAddressIsNotFoundInGooglesWords() {
		HttpResponse<String> response = this.gateway.get("/v1beta/nope");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(GatewayCaller.json(response).path("error").path("status").asString()).isEqualTo("NOT_FOUND");
	}

	@ParameterizedTest
	@CsvSource({ "GET,/v1/chat/completions,POST", "DELETE,/v1/chat/completions,POST", "PUT,/v1/models,GET",
			"PATCH,/beta/completions,POST" })
	void anotherMethodIsRefusedWithTheOneThatIsRight(String method, String path, String allowed) {
		HttpResponse<String> response = this.gateway
			.send(this.gateway.keyed(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(GatewayCaller.json(response).path("error").path("code").asString()).isEqualTo("method_not_allowed");
		assertThat(response.headers().firstValue("allow")).hasValue(allowed);
	}

	@Test
	void aCallerMayAskFirstWhetherToSendTheBody() {
		HttpRequest request = this.gateway.keyed(CHAT)
			.expectContinue(true)
			.POST(HttpRequest.BodyPublishers.ofString(BODY))
			.build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(200);
	}

	@Test
	void aBodyMayComeInChunks() {
		byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
		HttpRequest request = this.gateway.keyed(CHAT)
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
			.build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(200);
	}

	@Test
	void aClientThatWouldRatherSpeakHttp2IsAnsweredInHttp1() throws Exception {
		try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
			HttpResponse<String> response = client.send(
					this.gateway.keyed(CHAT).POST(HttpRequest.BodyPublishers.ofString(BODY)).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		}
	}

	@Test
	void everyAnswerHasAnIdOfItsOwn() {
		List<String> ids = new ArrayList<>();
		for (HttpResponse<String> response : List.of(this.gateway.chat("gpt-4o", "Hi"), this.gateway.get("/v1/models"),
				this.gateway.chat("gpt-4o", "Hi [[simulate status=500]]"), this.gateway.get("/nope"),
				anonymous("GET", "/v1/models"))) {
			assertThat(response.headers().allValues("x-request-id")).hasSize(1);
			ids.addAll(response.headers().allValues("x-request-id"));
		}
		assertThat(ids).doesNotHaveDuplicates().allMatch((id) -> id.matches("req_[0-9a-f]{32}"));
	}

	private String raw(String headers, @Nullable String body) {
		String length = (body != null) ? "connection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body
				: "";
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(20_000);
			write(socket, headers + length);
			socket.getInputStream().transferTo(answer);
		}
		catch (IOException ex) {
			// a reset, since the server left what it refused unread; the answer stands
			// before it
		}
		return answer.toString(StandardCharsets.UTF_8);
	}

	private static void write(Socket socket, String headers) {
		String end = headers.contains("\r\n\r\n") ? "" : "\r\n";
		try {
			socket.getOutputStream()
				.write(("POST " + CHAT + " HTTP/1.1\r\nhost: tollgate\r\ncontent-type: application/json\r\n" + headers
						+ end)
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// refused before it was read to its end, which is what is asked for
		}
	}

}
