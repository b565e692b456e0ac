package dev.tollgate.simulator;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiSimulationTests {

	private static final String SKY = """
			{"model":"gpt-4o","messages":[{"role":"user","content":"Why is the sky blue?"}]%s}""";

	private static Caller caller;

	@BeforeAll
	static void start() {
		caller = new Caller();
	}

	@AfterAll
	static void stop() {
		caller.close();
	}

	@Test
	void aChatIsAnsweredWithUsageAndSnapshot() {
		HttpResponse<String> response = caller.openAi(SKY.formatted(""));
		JsonNode body = Caller.json(response);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-request-id")).isPresent();
		assertThat(response.headers().firstValue("x-ratelimit-reset-requests")).contains("6ms");
		assertThat(body.path("model").asString("")).isEqualTo("gpt-4o-2024-08-06");
		String content = body.at("/choices/0/message/content").asString("");
		assertThat(content).contains("Rayleigh", "空");
		assertThat(body.at("/usage/completion_tokens").asInt(0)).isEqualTo(Tokens.count(content));
		assertThat(body.at("/usage/total_tokens").asInt(0))
			.isEqualTo(body.at("/usage/prompt_tokens").asInt(0) + body.at("/usage/completion_tokens").asInt(0));
	}

	@Test
	void equalRequestsGetEqualAnswers() {
		assertThat(caller.openAi(SKY.formatted("")).body()).isEqualTo(caller.openAi(SKY.formatted("")).body());
	}

	@Test
	void aStreamCarriesTheSameTextAndEndsWithDone() {
		String whole = Caller.json(caller.openAi(SKY.formatted(""))).at("/choices/0/message/content").asString("");
		HttpResponse<String> response = caller.openAi(SKY.formatted(",\"stream\":true"));
		assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
		assertThat(Caller.data(response.body()).getLast()).isEqualTo("[DONE]");
		List<JsonNode> events = Caller.events(response.body());
		assertThat(events).allSatisfy((event) -> {
			assertThat(event.has("usage")).isFalse();
			assertThat(event.path("choices").size()).isOne();
		});
		assertThat(events.stream()
			.map((event) -> event.at("/choices/0/delta/content").asString(""))
			.collect(Collectors.joining())).isEqualTo(whole);
		assertThat(events.getLast().at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
	}

	@Test
	void usageComesInAChunkWithoutChoicesWhenAsked() {
		HttpResponse<String> response = caller
			.openAi(SKY.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
		List<JsonNode> events = Caller.events(response.body());
		assertThat(events.getLast().path("choices").isArray()).isTrue();
		assertThat(events.getLast().path("choices").isEmpty()).isTrue();
		assertThat(events.getLast().at("/usage/completion_tokens").asInt(0)).isPositive();
		assertThat(events.subList(0, events.size() - 1))
			.allSatisfy((event) -> assertThat(event.get("usage").isNull()).isTrue());
	}

	@Test
	void aLimitCutsTheAnswer() {
		JsonNode body = Caller.json(caller.openAi(SKY.formatted(",\"max_tokens\":5")));
		assertThat(body.at("/choices/0/finish_reason").asString("")).isEqualTo("length");
		assertThat(body.at("/usage/completion_tokens").asInt(0)).isEqualTo(5);
	}

	@Test
	void severalChoicesAreAllBilled() {
		JsonNode body = Caller.json(caller.openAi(SKY.formatted(",\"n\":3")));
		assertThat(body.path("choices").size()).isEqualTo(3);
		int tokens = 0;
		for (JsonNode choice : body.path("choices")) {
			tokens += Tokens.count(choice.at("/message/content").asString(""));
		}
		assertThat(body.at("/usage/completion_tokens").asInt(0)).isEqualTo(tokens);
	}

	@Test
	void reasoningModelsBillTheirThoughts() {
		JsonNode body = Caller.json(caller.openAi(SKY.formatted("").replace("gpt-4o", "o3-mini")));
		int reasoning = body.at("/usage/completion_tokens_details/reasoning_tokens").asInt(0);
		int content = Tokens.count(body.at("/choices/0/message/content").asString(""));
		assertThat(reasoning).isPositive();
		assertThat(body.at("/usage/completion_tokens").asInt(0)).isEqualTo(reasoning + content);
	}

	@Test
	void reasoningModelsRejectTemperatureAndMaxTokens() {
		JsonNode error = error(caller.openAi(SKY.formatted(",\"temperature\":0.2").replace("gpt-4o", "o1")), 400);
		assertThat(error.path("code").asString("")).isEqualTo("unsupported_value");
		assertThat(error.path("param").asString("")).isEqualTo("temperature");
		assertThat(error.path("message").asString("")).isEqualTo(
				"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.");
		assertThat(error(caller.openAi(SKY.formatted(",\"max_tokens\":9").replace("gpt-4o", "gpt-5")), 400).path("code")
			.asString("")).isEqualTo("unsupported_parameter");
		assertThat(caller.openAi(SKY.formatted(",\"temperature\":1").replace("gpt-4o", "o1")).statusCode())
			.isEqualTo(200);
	}

	@Test
	void errorsHaveAllFourKeys() {
		assertThat(error(caller.openAi("{\"model\":"), 400).path("type").asString(""))
			.isEqualTo("invalid_request_error");
		assertThat(error(caller.openAi(SKY.formatted("").replace("gpt-4o", "gpt-does-not-exist")), 404).path("code")
			.asString("")).isEqualTo("model_not_found");
		String url = caller.simulator.openAiBaseUrl() + "/chat/completions";
		error(caller.post(url, SKY.formatted("")), 401);
		assertThat(error(caller.post(url, SKY.formatted(""), "authorization", "Bearer invalid"), 401).path("code")
			.asString("")).isEqualTo("invalid_api_key");
	}

	@Test
	void jsonModeNeedsTheWordJson() {
		String format = ",\"response_format\":{\"type\":\"json_object\"}";
		assertThat(error(caller.openAi(SKY.formatted(format)), 400).path("param").asString("")).isEqualTo("messages");
		JsonNode body = Caller
			.json(caller.openAi(SKY.formatted(format).replace("Why is the sky blue?", "Harry Potter books as JSON")));
		JsonNode books = Caller.json(body.at("/choices/0/message/content").asString("")).path("books");
		assertThat(books.size()).isEqualTo(7);
		assertThat(books.get(2).path("year").asInt(0)).isEqualTo(1999);
	}

	@Test
	void aSchemaIsSatisfied() {
		String format = """
				,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","required":["a","b","c"],
				"properties":{"a":{"enum":["one","two"]},"b":{"type":"array","minItems":2,"items":{"$ref":"#/$defs/n"}},"c":{"type":["string","null"]}},
				"$defs":{"n":{"type":"integer","minimum":4,"maximum":9}}}}}""";
		JsonNode body = Caller.json(caller.openAi(SKY.formatted(format)));
		JsonNode value = Caller.json(body.at("/choices/0/message/content").asString(""));
		assertThat(value.path("a").asString("")).isEqualTo("one");
		assertThat(value.path("b").size()).isEqualTo(2);
		assertThat(value.path("b").get(0).asInt(0)).isBetween(4, 9);
		assertThat(value.path("c").isString()).isTrue();
	}

	@Test
	void aFunctionIsCalledInFragmentsAndItsResultAnswered() {
		String tools = """
				,"tools":[{"type":"function","function":{"name":"first","parameters":{"type":"object"}}},{"type":"function","function":{"name":"weather",
				"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],
				"tool_choice":{"type":"function","function":{"name":"weather"}}""";
		JsonNode whole = Caller.json(caller.openAi(SKY.formatted(tools)));
		assertThat(whole.at("/choices/0/finish_reason").asString("")).isEqualTo("tool_calls");
		JsonNode call = whole.at("/choices/0/message/tool_calls/0");
		assertThat(call.at("/function/name").asString("")).isEqualTo("weather");
		assertThat(Caller.json(call.at("/function/arguments").asString("")).path("city").asString(""))
			.isEqualTo("Zürich");
		List<JsonNode> events = Caller.events(caller.openAi(SKY.formatted(tools + ",\"stream\":true")).body());
		assertThat(events.stream()
			.map((event) -> event.at("/choices/0/delta/tool_calls/0/function/arguments").asString(""))
			.collect(Collectors.joining())).isEqualTo(call.at("/function/arguments").asString(""));
		String result = SKY.formatted(tools)
			.replace("}],", "},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"21 degrees\"}],");
		assertThat(Caller.json(caller.openAi(result)).at("/choices/0/message/content").asString(""))
			.contains("21 degrees");
	}

	@Test
	void aPictureIsMeasuredAndCounted() {
		byte[] png = new byte[64];
		System.arraycopy(new byte[] { (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0,
				4, 0, 0, 0, 4, 0 }, 0, png, 0, 24);
		String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
		int without = Caller.json(caller.openAi(picture(""))).at("/usage/prompt_tokens").asInt(0);
		JsonNode body = Caller.json(caller.openAi(picture(data)));
		assertThat(body.at("/choices/0/message/content").asString("")).contains("PNG picture of 1024 × 1024");
		// 1024 shrinks to 768, which is 4 tiles of 512
		assertThat(body.at("/usage/prompt_tokens").asInt(0) - without).isEqualTo(85 + 4 * 170 - 255);
		assertThat(Caller.json(caller.openAi(picture("http://192.0.2.1/cat.png"))).at("/usage/prompt_tokens").asInt(0))
			.isEqualTo(without);
	}

	@Test
	void audioIsCountedByItsLength() {
		JsonNode body = Caller.json(caller
			.openAi("""
					{"model":"gpt-4o-audio-preview","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"mp3","data":"%s"}}]}]}"""
				.formatted(Base64.getEncoder().encodeToString(new byte[32_000]))));
		assertThat(body.at("/usage/prompt_tokens_details/audio_tokens").asInt(0)).isEqualTo(20);
	}

	@Test
	void aLongBeginningSeenBeforeIsCached() {
		String prompt = "The quick brown fox jumps over the lazy dog. ".repeat(150);
		String body = SKY.formatted("").replace("Why is the sky blue?", prompt);
		assertThat(Caller.json(caller.openAi(body)).at("/usage/prompt_tokens_details/cached_tokens").asInt(-1))
			.isZero();
		int cached = Caller.json(caller.openAi(body)).at("/usage/prompt_tokens_details/cached_tokens").asInt(-1);
		assertThat(cached).isGreaterThanOrEqualTo(1024);
		assertThat(cached % 128).isZero();
	}

	private static String picture(String url) {
		return """
				{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"Describe"},{"type":"image_url","image_url":{"url":"%s"}}]}]}"""
			.formatted(url);
	}

	private static JsonNode error(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode error = Caller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		return error;
	}

}
