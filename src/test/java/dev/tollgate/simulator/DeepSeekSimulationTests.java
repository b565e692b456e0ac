package dev.tollgate.simulator;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class DeepSeekSimulationTests {

	private static final String SKY = """
			{"model":"%s","messages":[{"role":"user","content":"Why is the sky blue?"}]%s}""";

	private static final String FIB = """
			{"model":"deepseek-chat","prompt":"def fib(a):","suffix":"    return fib(a-1) + fib(a-2)","max_tokens":128}""";

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
	void usageSplitsTheInputIntoHitAndMiss() {
		JsonNode usage = Caller.json(caller.deepSeek(SKY.formatted("deepseek-chat", ""))).path("usage");
		assertThat(usage.path("prompt_cache_hit_tokens").asInt(-1) + usage.path("prompt_cache_miss_tokens").asInt(-1))
			.isEqualTo(usage.path("prompt_tokens").asInt(0));
		JsonNode cached = Caller
			.json(caller.deepSeek(SKY.formatted("deepseek-chat", "").replace("?", "? [[simulate cached=7]]")))
			.path("usage");
		assertThat(cached.path("prompt_cache_hit_tokens").asInt(0)).isEqualTo(7);
		assertThat(cached.at("/prompt_tokens_details/cached_tokens").asInt(0)).isEqualTo(7);
	}

	@Test
	void theReasonerThinksFirst() {
		List<JsonNode> events = Caller
			.events(caller.deepSeek(SKY.formatted("deepseek-reasoner", ",\"stream\":true,\"temperature\":0.1")).body());
		String kinds = events.stream()
			.map((event) -> event.at("/choices/0/delta"))
			.map((delta) -> delta.path("reasoning_content").isString() ? "t"
					: delta.path("content").asString("").isEmpty() ? "" : "c")
			.collect(Collectors.joining());
		assertThat(kinds).matches("t+c+");
	}

	@Test
	void usageRidesOnTheLastChunk() {
		List<JsonNode> events = Caller
			.events(caller.deepSeek(SKY.formatted("deepseek-reasoner", ",\"stream\":true")).body());
		JsonNode last = events.getLast();
		assertThat(last.path("choices").size()).isOne();
		assertThat(last.at("/usage/completion_tokens_details/reasoning_tokens").asInt(0)).isPositive();
		assertThat(events.subList(0, events.size() - 1)).noneMatch((event) -> event.has("usage"));
	}

	@Test
	void theFirstReasonerLimitsItsAnswerOnlyAndLaterModelsTheirThoughtsToo() {
		JsonNode first = Caller.json(caller.deepSeek(SKY.formatted("deepseek-reasoner", ",\"max_tokens\":4")));
		assertThat(first.at("/usage/completion_tokens").asInt(0)).isGreaterThan(4);
		JsonNode later = Caller.json(caller.deepSeek(SKY.formatted("deepseek-flash", ",\"max_tokens\":4")));
		assertThat(later.at("/usage/completion_tokens").asInt(0)).isEqualTo(4);
		assertThat(later.at("/choices/0/message/content").asString("x")).isEmpty();
		JsonNode still = Caller
			.json(caller.deepSeek(SKY.formatted("deepseek-v4-pro", ",\"thinking\":{\"type\":\"disabled\"}")));
		assertThat(still.at("/choices/0/message").has("reasoning_content")).isFalse();
	}

	@Test
	void theFirstReasonerRejectsThoughtsInItsInput() {
		String body = """
				{"model":"deepseek-reasoner","messages":[{"role":"assistant","content":"a","reasoning_content":"b"},{"role":"user","content":"c"}]}""";
		assertThat(caller.deepSeek(body).statusCode()).isEqualTo(400);
	}

	@Test
	void theMiddleIsFilledOnBetaOnly() {
		String[] key = { "authorization", "Bearer simulated" };
		JsonNode body = Caller.json(caller.post(caller.simulator.deepSeekBaseUrl() + "/beta/completions", FIB, key));
		assertThat(body.path("object").asString("")).isEqualTo("text_completion");
		assertThat(body.at("/choices/0/text").asString("")).contains("return a");
		assertThat(caller.post(caller.simulator.deepSeekBaseUrl() + "/v1/completions", FIB, key).body())
			.contains("beta api");
		List<JsonNode> events = Caller.events(
				caller
					.post(caller.simulator.deepSeekBaseUrl() + "/beta/completions",
							FIB.replace("128}", "128,\"stream\":true}"), key)
					.body());
		assertThat(
				events.stream().map((event) -> event.at("/choices/0/text").asString("")).collect(Collectors.joining()))
			.isEqualTo(body.at("/choices/0/text").asString(""));
		assertThat(events.getLast().at("/usage/completion_tokens").asInt(0)).isPositive();
	}

	@Test
	void aPrefixIsContinuedOnBetaOnly() {
		String body = """
				{"model":"deepseek-chat","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"x","prefix":true}]}""";
		assertThat(caller.deepSeek(body).statusCode()).isEqualTo(400);
		assertThat(caller
			.post(caller.simulator.deepSeekBaseUrl() + "/beta/chat/completions", body, "authorization",
					"Bearer simulated")
			.statusCode()).isEqualTo(200);
	}

	@Test
	void theBalanceIsToldInStrings() {
		JsonNode body = Caller.json(
				caller.get(caller.simulator.deepSeekBaseUrl() + "/user/balance", "authorization", "Bearer simulated"));
		assertThat(body.at("/balance_infos/0/total_balance").isString()).isTrue();
	}

	@Test
	void blankLinesAndCommentsKeepTheConnectionAlive() {
		String marked = SKY.replace("?", "? [[simulate keep-alive=2]]");
		assertThat(caller.deepSeek(marked.formatted("deepseek-chat", "")).body()).startsWith("\n\n{");
		assertThat(caller.deepSeek(marked.formatted("deepseek-chat", ",\"stream\":true")).body())
			.startsWith(": keep-alive\n\n: keep-alive\n\ndata: {");
	}

}
