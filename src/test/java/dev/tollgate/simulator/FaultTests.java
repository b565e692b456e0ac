package dev.tollgate.simulator;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultTests extends FaultyCalls {

	private static final String STREAMED = """
			{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Why? [[simulate %s]]"}]}""";

	@Test
	void theMarkerIsNeitherCountedNorAnswered() {
		JsonNode with = Caller.json(caller.openAi(CHAT.formatted("gpt-4o", "extra")));
		JsonNode without = Caller.json(caller.openAi(CHAT.formatted("gpt-4o", "x").replace(" [[simulate x]]", "")));
		assertThat(with.at("/usage/prompt_tokens").asInt(0)).isEqualTo(without.at("/usage/prompt_tokens").asInt(-1));
		assertThat(with.at("/choices/0/message/content")).isEqualTo(without.at("/choices/0/message/content"));
		for (String level : List.of("", "/choices/0", "/choices/0/message", "/usage")) {
			assertThat(with.at(level).has("x_simulated")).isTrue();
		}
	}

	@Test
	void aTypingErrorIsRefused() {
		HttpResponse<String> response = caller.openAi(CHAT.formatted("gpt-4o", "sttus=500"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("Unknown simulation key 'sttus'");
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", "cut=soon")).statusCode()).isEqualTo(400);
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", "tokens=1000001")).statusCode()).isEqualTo(400);
	}

	@Test
	void aStatusIsTheProvidersOwnError() {
		HttpResponse<String> quota = caller
			.openAi(CHAT.formatted("gpt-4o", "status=429 code=insufficient_quota retry-after=3"));
		assertThat(quota.statusCode()).isEqualTo(429);
		assertThat(quota.headers().firstValue("retry-after")).contains("3");
		assertThat(Caller.json(quota).at("/error/type").asString("")).isEqualTo("insufficient_quota");
		assertThat(caller.deepSeek(CHAT.formatted("deepseek-chat", "status=402")).body())
			.contains("Insufficient Balance");
		HttpResponse<String> gemini = caller.gemini("gemini-2.0-flash", "generateContent",
				"{\"contents\":[{\"parts\":[{\"text\":\"[[simulate status=429 retry-after=37]]\"}]}]}");
		assertThat(gemini.statusCode()).isEqualTo(429);
		assertThat(gemini.body()).contains("RESOURCE_EXHAUSTED", "\"retryDelay\":\"37s\"");
		assertThat(caller.simulator.calls()).extracting(SimulatedCall::outcome)
			.containsOnly(SimulatedCall.Outcome.FAULTED);
	}

	@Test
	void aHeaderAsksForFaultsToo() {
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", ""), "x-simulate", "status=503").statusCode()).isEqualTo(503);
	}

	@Test
	void aFaultMayBeMeantForOneProviderAndForTheFirstCallsOnly() {
		String only = "only=openai status=500";
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", only)).statusCode()).isEqualTo(500);
		assertThat(caller.deepSeek(CHAT.formatted("deepseek-chat", only)).statusCode()).isEqualTo(200);
		String twice = CHAT.formatted("gpt-4o", "times=2 status=500");
		assertThat(caller.openAi(twice).statusCode()).isEqualTo(500);
		assertThat(caller.openAi(twice).statusCode()).isEqualTo(500);
		assertThat(caller.openAi(twice).statusCode()).isEqualTo(200);
	}

	@Test
	void aCutResetsTheConnectionAfterItsEvents() {
		Caller.Received received = caller.stream("cut=4");
		assertThat(received.whole()).isFalse();
		assertThat(Caller.data(received.text())).hasSize(4);
		assertThat(caller.simulator.calls().getLast().eventsSent()).isEqualTo(4);
		assertThat(caller.simulator.calls().getLast().outcome()).isEqualTo(SimulatedCall.Outcome.FAULTED);
		assertThat(caller.stream("cut=0").whole()).isFalse();
		Caller.Received half = caller.read(CHAT.formatted("gpt-4o", "cut=1"));
		assertThat(half.whole()).isFalse();
		assertThat(half.text()).startsWith("{\"id\"");
	}

	@Test
	void anEndIsCleanButTooEarly() {
		Caller.Received received = caller.stream("end=3");
		assertThat(received.whole()).isTrue();
		assertThat(Caller.data(received.text())).hasSize(3).doesNotContain("[DONE]");
		assertThat(caller.read(CHAT.formatted("gpt-4o", "end=1")).whole()).isFalse();
	}

	@Test
	void aStallLastsUntilTheCallerLeaves() throws Exception {
		try (InputStream body = caller.open("stall=2")) {
			StringBuilder events = new StringBuilder();
			while (events.indexOf("\n\n") == events.lastIndexOf("\n\n")) {
				events.append((char) body.read());
			}
			assertThat(events).startsWith("data: {\"id\":");
			assertThat(caller.simulator.open()).isOne();
		}
		awaitNoneOpen();
		assertThat(caller.simulator.calls().getLast().outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
		assertThat(caller.simulator.calls().getLast().eventsSent()).isEqualTo(2);
	}

	@Test
	void aCallerWhoLeavesStopsTheStream() throws Exception {
		try (InputStream body = caller.open("tokens=100000 gap=10ms")) {
			assertThat(body.readNBytes(12)).hasSize(12);
		}
		awaitNoneOpen();
		SimulatedCall call = caller.simulator.calls().getLast();
		assertThat(call.outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
		assertThat(call.eventsSent()).isLessThan(100_000);
		assertThat(call.usage().output()).isLessThan(100_000);
	}

	@Test
	void aCallerMayLeaveBeforeTheAnswerBegins() {
		assertThatException()
			.isThrownBy(() -> caller.openAi(CHAT.formatted("gpt-4o", "delay=5m"), Duration.ofMillis(300)));
		awaitNoneOpen();
		SimulatedCall call = caller.simulator.calls().getLast();
		assertThat(call.outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
		assertThat(call.eventsSent()).isZero();
		assertThat(call.headers()).containsEntry("authorization", "present");
		assertThat(call.body()).contains("delay=5m");
	}

	@Test
	void withoutPausesALongAnswerComesAtOnce() {
		// At the usual pace this takes minutes, and the test would be given up
		String stream = caller.openAi(STREAMED.formatted("tokens=20000")).body();
		assertThat(Caller.data(stream)).hasSizeGreaterThan(10_000).endsWith("[DONE]");
	}

	@Test
	void manyCallsAtOnceAreAllAnsweredAndCounted() {
		List<Integer> statuses = IntStream.range(0, 300)
			.parallel()
			.mapToObj((i) -> caller.openAi(CHAT.formatted("gpt-4o", "first-token=20ms")).statusCode())
			.toList();
		assertThat(statuses).hasSize(300).containsOnly(200);
		assertThat(caller.simulator.calls()).hasSize(300);
		assertThat(caller.simulator.open()).isZero();
	}

	@Test
	void aSlowReaderSlowsTheWriter() throws Exception {
		try (InputStream body = caller.open("tokens=300000")) {
			assertThat(body.readNBytes(12)).hasSize(12);
			assertThat(caller.simulator.calls().getLast().eventsSent()).isLessThan(300_000);
		}
		awaitNoneOpen();
	}

	@Test
	void junkNeverEndsAndHasNoLines() throws Exception {
		try (InputStream body = caller.open("garbage-bytes")) {
			assertThat(body.readNBytes(1 << 20)).hasSize(1 << 20).doesNotContain('\n');
		}
		awaitNoneOpen();
	}

	@Test
	void anEventMayBeMalformed() {
		List<String> data = Caller.data(caller.stream("garbage=3").text());
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Caller.json(data.get(2)));
		assertThat(Caller.json(data.get(3)).path("choices").isArray()).isTrue();
		assertThat(data.getLast()).isEqualTo("[DONE]");
	}

	@Test
	void anErrorMayComeInsideAStream() {
		List<String> data = Caller.data(caller.stream("error=2").text());
		assertThat(data).hasSize(2);
		assertThat(Caller.json(data.get(1)).at("/error/type").asString("")).isEqualTo("server_error");
		assertThat(Caller.data(caller.stream("error=1").text()).getFirst()).startsWith("{\"error\":");
	}

	@Test
	void htmlMayComeInsteadOfJson() {
		HttpResponse<String> response = caller.openAi(CHAT.formatted("gpt-4o", "html status=502"));
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.body()).startsWith("<html>");
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", "html")).statusCode()).isEqualTo(200);
		assertThat(caller.openAi(CHAT.formatted("gpt-4o", "redirect")).statusCode()).isEqualTo(302);
	}

	@ParameterizedTest
	@CsvSource({ "none,0", "zero,1", "twice,2", "negative,1", "huge,1", "separate,1", "last,1", "null,0",
			"after-done,1" })
	void usageHasManyShapes(String shape, int times) {
		List<JsonNode> events = Caller.events(caller.stream("usage=" + shape).text());
		assertThat(events.stream().filter((event) -> event.path("usage").isObject())).hasSize(times);
		if (shape.equals("negative")) {
			assertThat(events.getLast().at("/usage/prompt_tokens").asInt(0)).isNegative();
		}
	}

	@Test
	void usageMayGrowWithEveryEvent() {
		List<Integer> counts = Caller.events(caller.stream("usage=every").text())
			.stream()
			.map((event) -> event.at("/usage/completion_tokens").asInt(-1))
			.toList();
		assertThat(counts).isSorted().startsWith(0).doesNotContain(-1);
	}

	@Test
	void theLogIsReadAndClearedOverHttp() {
		String url = caller.simulator.openAiBaseUrl().replaceFirst("/openai/v1", "/simulator/calls");
		caller.openAi(CHAT.formatted("gpt-4o", ""));
		assertThat(Caller.json(caller.get(url)).at("/0/usage/output").asInt(0)).isPositive();
		caller.simulator.clear();
		assertThat(Caller.json(caller.get(url)).size()).isZero();
	}

	@Test
	void theEndMarkAndTheFinishReasonMayBeMissing() {
		assertThat(caller.stream("no-done").text()).doesNotContain("[DONE]").contains("\"finish_reason\":\"stop\"");
		assertThat(caller.stream("no-finish").text()).contains("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
		assertThat(caller.stream("finish=content_filter").text()).contains("\"finish_reason\":\"content_filter\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "split=1", "split=7", "gap=1ms", "delay=5ms", "first-token=5ms" })
	void theWayItIsWrittenChangesNothing(String fault) {
		assertThat(text(caller.stream(fault))).isEqualTo(text(caller.stream("")));
	}

	@Test
	void linesMayEndWithCarriageReturns() {
		assertThat(caller.stream("crlf").text()).contains("}\r\n\r\ndata: ");
	}

	@Test
	void lengthsAndTextAreAsOrdered() {
		JsonNode usage = Caller.json(caller.openAi(CHAT.formatted("o3-mini", "tokens=77 reasoning=33"))).path("usage");
		assertThat(usage.path("completion_tokens").asInt(0)).isEqualTo(110);
		assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt(0)).isEqualTo(33);
		assertThat(Caller.json(caller.openAi(CHAT.formatted("gpt-4o", "text=exactly \\\"this\\\" 空")))
			.at("/choices/0/message/content")
			.asString("")).isEqualTo("exactly \"this\" 空");
	}

	@Test
	void aBodyMayComeSlowly() {
		String slow = caller.openAi(CHAT.formatted("gpt-4o", "slow-body gap=1ms")).body();
		assertThat(Caller.json(slow).at("/choices/0/message/content").asString("")).contains("Rayleigh");
	}

	private static String text(Caller.Received received) {
		StringBuilder text = new StringBuilder();
		Caller.events(received.text())
			.forEach((event) -> text.append(event.at("/choices/0/delta/content").asString("")));
		return text.toString();
	}

}
