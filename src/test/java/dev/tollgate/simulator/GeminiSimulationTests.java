package dev.tollgate.simulator;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiSimulationTests {

	private static final String SKY = """
			{"contents":[{"role":"user","parts":[{"text":"Why is the sky blue?"}]}]%s}""";

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
	void usageAddsUp() {
		JsonNode body = Caller.json(caller.gemini("gemini-2.5-flash", "generateContent", SKY.formatted("")));
		JsonNode usage = body.path("usageMetadata");
		assertThat(usage.path("thoughtsTokenCount").asInt(0)).isPositive();
		assertThat(usage.path("candidatesTokenCount").asInt(0))
			.isEqualTo(Tokens.count(body.at("/candidates/0/content/parts/0/text").asString("")));
		assertThat(usage.path("totalTokenCount").asInt(0)).isEqualTo(usage.path("promptTokenCount").asInt(0)
				+ usage.path("candidatesTokenCount").asInt(0) + usage.path("thoughtsTokenCount").asInt(0));
		assertThat(body.path("modelVersion").asString("")).isEqualTo("gemini-2.5-flash");
		assertThat(caller.simulator.calls().getLast().usage().output())
			.isEqualTo(usage.path("candidatesTokenCount").asInt(0) + usage.path("thoughtsTokenCount").asInt(0));
	}

	@Test
	void aStreamHasCarriageReturnsCumulativeUsageAndNoEndMark() {
		String whole = Caller.json(caller.gemini("gemini-2.0-flash", "generateContent", SKY.formatted("")))
			.at("/candidates/0/content/parts/0/text")
			.asString("");
		String body = caller.gemini("gemini-2.0-flash", "streamGenerateContent?alt=sse", SKY.formatted("")).body();
		assertThat(body).endsWith("}\r\n\r\n").doesNotContain("[DONE]");
		List<JsonNode> events = Caller.events(body);
		assertThat(events.stream()
			.map((event) -> event.at("/candidates/0/content/parts/0/text").asString(""))
			.collect(Collectors.joining())).isEqualTo(whole);
		List<Integer> counts = events.stream()
			.map((event) -> event.at("/usageMetadata/candidatesTokenCount").asInt(0))
			.toList();
		assertThat(counts).isSorted().doesNotContain(0);
		assertThat(counts.getLast()).isEqualTo(Tokens.count(whole));
		assertThat(events.getLast().at("/candidates/0/finishReason").asString("")).isEqualTo("STOP");
	}

	@Test
	void withoutSseAStreamIsAGrowingArray() {
		JsonNode body = Caller.json(caller.gemini("gemini-2.0-flash", "streamGenerateContent", SKY.formatted("")));
		assertThat(body.isArray()).isTrue();
		assertThat(body.size()).isGreaterThan(2);
	}

	@Test
	void anErrorOfAGrowingArrayIsAnArray() {
		HttpResponse<String> response = caller.gemini("gemini-2.0-flash", "streamGenerateContent",
				SKY.formatted(",\"messages\":[]"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Caller.json(response).at("/0/error/code").asInt(0)).isEqualTo(400);
	}

	@Test
	void bothSpellingsOfFieldsAreTaken() {
		String snake = SKY.formatted(",\"generation_config\":{\"max_output_tokens\":3}");
		JsonNode body = Caller.json(caller.gemini("gemini-2.0-flash", "generateContent", snake));
		assertThat(body.at("/candidates/0/finishReason").asString("")).isEqualTo("MAX_TOKENS");
		assertThat(body.at("/usageMetadata/candidatesTokenCount").asInt(0)).isEqualTo(3);
	}

	@Test
	void anUnknownFieldIsRefused() {
		JsonNode top = error(caller.gemini("gemini-2.0-flash", "generateContent", SKY.formatted(",\"messages\":[]")),
				400);
		assertThat(top.path("status").asString("")).isEqualTo("INVALID_ARGUMENT");
		assertThat(top.path("message").asString("")).contains("Unknown name \"messages\"", "Cannot find field");
		error(caller.gemini("gemini-2.0-flash", "generateContent",
				SKY.formatted(",\"generationConfig\":{\"max_tokens\":1}")), 400);
	}

	@Test
	void aKeyIsNeededInHeaderOrQueryAndNeverLogged() {
		String url = caller.simulator.geminiBaseUrl() + "/v1beta/models/gemini-2.0-flash:generateContent";
		error(caller.post(url, SKY.formatted("")), 403);
		JsonNode bad = error(caller.post(url, SKY.formatted(""), "x-goog-api-key", "invalid"), 400);
		assertThat(bad.at("/details/0/reason").asString("")).isEqualTo("API_KEY_INVALID");
		assertThat(caller.post(url + "?key=topsecret&x=1", SKY.formatted("")).statusCode()).isEqualTo(200);
		SimulatedCall call = caller.simulator.calls().getLast();
		assertThat(call.query()).isEqualTo("x=1");
		assertThat(caller.get(url.replaceFirst("/gemini.*", "/simulator/calls")).body()).contains("\"COMPLETED\"")
			.doesNotContain("topsecret");
	}

	@Test
	void thoughtsAreShownWhenAskedFor() {
		String thinking = ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}";
		JsonNode parts = Caller.json(caller.gemini("gemini-2.5-pro", "generateContent", SKY.formatted(thinking)))
			.at("/candidates/0/content/parts");
		assertThat(parts.get(0).path("thought").asBoolean(false)).isTrue();
		assertThat(parts.get(1).has("thought")).isFalse();
	}

	@Test
	void tokensCanBeUsedUpByThoughts() {
		JsonNode body = Caller.json(caller.gemini("gemini-2.5-pro", "generateContent",
				SKY.formatted(",\"generationConfig\":{\"maxOutputTokens\":2}")));
		assertThat(body.at("/candidates/0/content").has("parts")).isFalse();
		assertThat(body.path("usageMetadata").has("candidatesTokenCount")).isFalse();
	}

	@Test
	void audioIsBilledByItsSeconds() {
		byte[] wav = new byte[44 + 16_000];
		System.arraycopy("RIFF....WAVEfmt ".getBytes(StandardCharsets.US_ASCII), 0, wav, 0, 16);
		wav[16] = 16;
		wav[28] = (byte) (8000 & 0xFF);
		wav[29] = (byte) (8000 >> 8);
		System.arraycopy("data".getBytes(StandardCharsets.US_ASCII), 0, wav, 36, 4);
		wav[40] = (byte) (16_000 & 0xFF);
		wav[41] = (byte) (16_000 >> 8);
		String body = """
				{"contents":[{"parts":[{"text":"What is said?"},{"inline_data":{"mime_type":"audio/wav","data":"%s"}}]}]}"""
			.formatted(Base64.getEncoder().encodeToString(wav));
		JsonNode usage = Caller.json(caller.gemini("gemini-2.0-flash", "generateContent", body)).path("usageMetadata");
		assertThat(usage.path("promptTokensDetails").toString()).contains("""
				{"modality":"AUDIO","tokenCount":64}""");
		assertThat(Caller.json(caller.gemini("gemini-2.0-flash", "countTokens", body)).path("totalTokens").asInt(0))
			.isEqualTo(usage.path("promptTokenCount").asInt(-1));
	}

	@Test
	void aFunctionIsCalled() {
		JsonNode part = Caller.json(caller.gemini("gemini-3-pro", "generateContent", SKY.formatted(
				"""
						,"tools":[{"functionDeclarations":[{"name":"weather","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"}}}}]}]""")))
			.at("/candidates/0/content/parts/0");
		assertThat(part.at("/functionCall/args/city").asString("")).isEqualTo("Zürich");
		assertThat(part.has("thoughtSignature")).isTrue();
	}

	@Test
	void aSchemaIsSatisfied() {
		JsonNode body = Caller.json(caller.gemini("gemini-2.0-flash", "generateContent", SKY.formatted(
				"""
						,"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"ARRAY","items":{"type":"OBJECT","properties":{"year":{"type":"INTEGER"}}}}}""")));
		JsonNode value = Caller.json(body.at("/candidates/0/content/parts/0/text").asString(""));
		assertThat(value.get(0).path("year").isIntegralNumber()).isTrue();
	}

	private static JsonNode error(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode error = Caller.json(response).path("error");
		assertThat(error.path("code").asInt(0)).isEqualTo(status);
		return error;
	}

}
