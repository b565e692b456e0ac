package dev.tollgate.simulator;

import java.net.http.HttpResponse;
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

}
