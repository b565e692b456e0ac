package dev.tollgate;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must happen when the answer itself goes wrong: the faults 23 to 38 of the fault
 * list. Before its first content another target answers, after it the caller is told.
 * What is the same with and without other targets is elsewhere: ends without
 * {@code [DONE]}, line ends, splits of every size (26, 32, 33) in {@link StreamTests},
 * the shapes of usage (36) there and in {@link BilledExitTests}, tools and several
 * choices (38) in {@link OpenAiSdkTests}.
 */
class StreamFaultTests extends FailoverGatewayTests {

	private void anotherAnswers(String marker, boolean streamed) {
		Heard heard = hear("failover", "only=openai " + marker, streamed);
		assertThat(heard.status()).as(heard.text()).isEqualTo(200);
		assertThat(heard.isWhole()).as(heard.text()).isTrue();
		assertThat(attempts(heard.response())).last().isEqualTo("deepseek completed");
		assertThat(heard.text()).doesNotContain("gpt-4o");
	}

	// 23

	@ParameterizedTest
	@ValueSource(strings = { "first-token=30s", "first-token=30s keep-alive=600", "stall=1", "stall=0" })
	void aStreamWithoutContentIsLeftForTheNextTarget(String marker) {
		anotherAnswers(marker, true);
		assertThat(called()).as(this.simulator.calls().toString()).containsExactly("openai", "deepseek");
	}

	@Test
	void commentsKeepTheCallerOfASilentProviderAlive() {
		CompletableFuture<Heard> good = CompletableFuture
			.supplyAsync(() -> hear("patient/gpt-4o", "delay=12s tokens=5", true));
		CompletableFuture<Heard> bad = CompletableFuture
			.supplyAsync(() -> hear("patient/gpt-4o", "delay=12s status=400", true));
		assertThat(good.join().text()).startsWith(": ping\n\n");
		assertThat(good.join().isWhole()).as(good.join().text()).isTrue();
		// a status of its own came too late
		assertThat(bad.join().status()).isEqualTo(200);
		assertThat(bad.join().text()).startsWith(": ping\n\n").doesNotContain("[DONE]");
		assertThat(bad.join().error().path("type").asString()).isEqualTo("invalid_request_error");
	}

	// 24, 25, 27, 30, 35

	@ParameterizedTest
	@CsvSource({ "cut=8,upstream_stream_truncated", "end=8,upstream_stream_truncated",
			"no-finish no-done,upstream_stream_truncated", "stall=8,upstream_stream_stalled",
			"garbage=8-11,bad_upstream_response", "error=8,upstream_error",
			"error=8 error-status=429,upstream_rate_limited",
			"error=8 error-status=429 code=insufficient_quota,upstream_rate_limited" })
	void aStreamThatBreaksAfterContentIsToldAndContinuedNowhereElse(String marker, String code) {
		Heard heard = hear("failover", "tokens=30 " + marker, true);
		assertThat(heard.status()).isEqualTo(200);
		assertThat(heard.code()).isEqualTo(code);
		assertThat(heard.text()).doesNotContain("[DONE]").contains("\"content\":").endsWith("}}\n\n");
		assertThat(called()).containsExactly("openai");
		JsonNode row = this.reports.row(heard.response());
		assertThat(row.path("outcome").asString()).isNotEqualTo("completed");
		// of the stream without an end the usage came nevertheless
		assertThat(row.path("source").asString()).isEqualTo(marker.startsWith("no-finish") ? "provider" : "estimated");
		assertThat(row.path("usage").path("output").asLong()).isPositive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=1", "end=1", "end=0", "garbage=1-3", "error=1", "error=1 error-status=503" })
	void aStreamThatBreaksBeforeContentIsAFailedAttempt(String marker) {
		anotherAnswers(marker, true);
	}

	@ParameterizedTest
	@CsvSource({ "pair-19,error=1 error-status=429", "pair-20,error=2 error-status=429 code=insufficient_quota" })
	void aLimitToldInAStreamBeforeContentIsALimit(String route, String marker) {
		Heard heard = hear(route, "key=a" + route.substring(5) + "-key " + marker, true);
		assertThat(heard.isWhole()).as(heard.text()).isTrue();
		assertThat(attempts(heard.response())).first().asString().endsWith(" rate_limited");
		assertThat(this.simulator.calls()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "error=1,502,upstream_error", "cut=1,502,upstream_stream_truncated" })
	void whereAllStreamsBreakBeforeContentThereIsAStatus(String marker, int status, String code) {
		Heard heard = hear("alone", marker, true);
		assertThat(heard.status()).as(attempts(heard.response()).toString() + heard.text()).isEqualTo(status);
		assertThat(heard.code()).isEqualTo(code);
	}

	@Test
	void aBrokenEventIsLeftOut() {
		Heard heard = hear("failover", "tokens=30 garbage=5", true);
		assertThat(heard.isWhole()).as(heard.text()).isTrue();
		assertThat(called()).containsExactly("openai");
	}

	// 28

	@Test
	void commentsAreNoAnswer() {
		anotherAnswers("comments=50ms", true);
		assertThat(called()).containsExactly("openai", "deepseek");
	}

	@Test
	void commentsAfterContentAreSilence() {
		Heard heard = hear("failover", "tokens=30 stall=8 comments=50ms", true);
		assertThat(heard.code()).isEqualTo("upstream_stream_stalled");
		assertThat(heard.text()).doesNotContain("[DONE]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tokens=1000 gap=100ms", "split=1 trickle=20ms" })
	void aTrickleEndsWithTheDeadline(String marker) {
		Heard heard = hear("hurried", marker, true);
		assertThat(heard.code()).isEqualTo("upstream_timeout");
		assertThat(heard.text()).doesNotContain("[DONE]");
	}

	// 29

	@Test
	void anAnswerWithoutEndEndsWithTheDeadline() {
		Heard heard = hear("hurried", "endless gap=1ms", true);
		assertThat(heard.status()).isEqualTo(200);
		assertThat(heard.code()).isEqualTo("upstream_timeout");
		assertThat(this.reports.row(heard.response()).path("source").asString()).isEqualTo("estimated");
	}

	// 31

	@Test
	void junkWithoutLinesIsNoAnswer() {
		anotherAnswers("garbage-bytes", true);
	}

	// 32, 33

	@ParameterizedTest
	@ValueSource(
			strings = { "cr", "bom", "fields", "lines", "fields lines crlf bom", "fields cr split=1", "lines split=3" })
	void howeverEventsAreFramedTheTextIsTheSame(String marker) {
		for (String model : List.of("gpt-4o", "deepseek-chat", "gemini-2.0-flash")) {
			Heard plain = hear(model, "", true);
			Heard framed = hear(model, marker, true);
			assertThat(framed.isWhole()).as(framed.text()).isTrue();
			assertThat(content(framed)).as(model).isEqualTo(content(plain)).contains("空").doesNotContain("\ufffd");
		}
	}

	private static String content(Heard heard) {
		return GatewayCaller.events(heard.text())
			.stream()
			.map((event) -> event.at("/choices/0/delta/content").asString(""))
			.collect(Collectors.joining());
	}

	// 37

	@ParameterizedTest
	@CsvSource({ "encoding=gzip,false", "encoding=gzip,true", "encoding=br,false", "encoding=zstd,true",
			"encoding=gzip cut=1,false", "encoding=gzip cut=6,true", "length=10,false", "length=-10,false",
			"type=application/json,true", "type=text/event-stream,false", "cut=1,false", "garbage=1,false" })
	void anAnswerThatCannotBeReadIsReplacedByAnother(String marker, boolean streamed) {
		anotherAnswers(marker, streamed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "encoding=gzip", "length=-10" })
	void whereNoAnswerCanBeReadTheCallerIsTold(String marker) {
		Heard heard = hear("failover", marker, false);
		assertThat(heard.status()).isEqualTo(502);
		assertThat(heard.code()).isEqualTo("bad_upstream_response");
	}

	// 38

	@ParameterizedTest
	@CsvSource({ "finish=length,length", "finish=content_filter,content_filter", "finish=brand_new,brand_new" })
	void whyAnAnswerEndedIsPassedOn(String marker, String reason) {
		for (boolean streamed : new boolean[] { false, true }) {
			Heard heard = hear("failover", marker, streamed);
			assertThat(heard.isWhole()).as(heard.text()).isTrue();
			assertThat(heard.text()).contains("\"finish_reason\":\"" + reason + "\"");
		}
		assertThat(called()).containsOnly("openai");
	}

}
