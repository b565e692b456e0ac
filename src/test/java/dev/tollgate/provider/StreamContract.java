package dev.tollgate.provider;

import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.testing.FakeUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of streams that do not go as they should.
 */
public interface StreamContract extends ProviderTest {

	private Heard played(String... parts) {
		return stream(FakeUpstream.stream(parts), new RecordingObserver());
	}

	private void succeeds(Heard heard, String text) {
		assertThat(heard.failure()).isNull();
		assertThat(wire().textOf(heard.text())).isEqualTo(text);
		assertThat(wire().saysDone(heard.text())).isTrue();
	}

	private void fails(Heard heard, boolean begun, Reason reason) {
		assertThat(heard.begun()).isEqualTo(begun);
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(reason));
		assertThat(heard.text()).doesNotContain("[DONE]");
	}

	@Test
	default void aStreamIsHeardToItsEnd() {
		RecordingObserver observer = new RecordingObserver();
		Heard heard = stream(FakeUpstream.stream(wire().stream("hello")), observer);
		succeeds(heard, "hello");
		assertThat(observer.told()).containsExactly("contacted", "firstContent", "completed");
		assertThat(observer.awaitEnd().usage()).isEqualTo(TokenUsage.text(5, 7));
		assertThat(observer.awaitEnd().model()).isEqualTo("m-2026");
	}

	@Test
	default void anErrorAsTheFirstEventIsAFailureBeforeTheAnswer() {
		Heard limited = played(wire().error(429, "rate_limit_exceeded"));
		assertThat(limited.begun()).isFalse();
		assertThat(limited.failure()).isInstanceOf(RateLimited.class);
		fails(played(wire().opening(), wire().error(500, "server_error")), false, Reason.UPSTREAM_ERROR);
	}

	@Test
	default void anErrorAfterContentFollowsWhatWasSaid() {
		// nothing of what came in the same read has reached the caller, so all can be
		// tried again
		fails(played(wire().content("one") + wire().error(500, "server_error")), false, Reason.UPSTREAM_ERROR);
		Heard parts = played(wire().opening(), wire().content("one"), wire().content("two"),
				wire().error(500, "server_error"), wire().content("three"), wire().finish(), wire().done());
		fails(parts, true, Reason.UPSTREAM_ERROR);
		assertThat(wire().textOf(parts.text())).isEqualTo("onetwo");
		assertThat(parts.failure()).hasMessageNotContainingAny("sk-secret", "AIzaSecret", "10.0.0.1");
	}

	@Test
	default void anEndWithoutAReasonIsAFailure() {
		fails(played(), false, Reason.UPSTREAM_STREAM_TRUNCATED);
		fails(played(wire().opening()), false, Reason.UPSTREAM_STREAM_TRUNCATED);
		Heard heard = played(wire().opening(), wire().content("one"));
		fails(heard, true, Reason.UPSTREAM_STREAM_TRUNCATED);
		assertThat(wire().textOf(heard.text())).isEqualTo("one");
	}

	@Test
	default void anEndWithoutAReasonOfEveryChoiceIsAFailure() {
		String second = wire().content("two").replace("\"index\":0", "\"index\":1");
		String finishedSecond = wire().finish().replace("\"index\":0", "\"index\":1");
		fails(played(wire().content("one"), second, wire().finish()), true, Reason.UPSTREAM_STREAM_TRUNCATED);
		fails(played(wire().content("one"), second, finishedSecond), true, Reason.UPSTREAM_STREAM_TRUNCATED);
		succeeds(played(wire().content("one"), second, wire().finish(), finishedSecond), "onetwo");
	}

	@Test
	default void anEndWithAReasonNeedsNoMark() {
		succeeds(played(wire().opening(), wire().content("one"), wire().finish()), "one");
		succeeds(played(wire().content("one") + wire().finish().stripTrailing()), "one");
	}

	@Test
	default void aLostConnectionIsAFailureUnlessTheAnswerIsComplete() {
		fails(stream(FakeUpstream.streamThenReset(List.of(wire().content("one")), Mono.delay(Duration.ofMillis(50))),
				new RecordingObserver()), true, Reason.UPSTREAM_STREAM_TRUNCATED);
		succeeds(stream(FakeUpstream.streamThenReset(List.of(wire().content("one"), wire().finish()),
				Mono.delay(Duration.ofMillis(50))), new RecordingObserver()), "one");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "{", "{\"a\":}", "[", "{\"choices\":[{\"delta\":{\"content\":\"x\"}",
			"{\"model\":\"\\x\"}", "{\"a\":[1}}", "{\"a\" 1}" })
	default void twoMalformedEventsAreSkippedAndThreeAreNot(String malformed) {
		String event = "data: " + malformed + "\n\n";
		String before = wire().opening() + wire().content("one");
		String after = wire().content("two") + wire().finish() + wire().done();
		succeeds(played(before, event, after), "onetwo");
		succeeds(played(before + event + event + after), "onetwo");
		Heard heard = played(before, event, event, event, after);
		fails(heard, true, Reason.BAD_UPSTREAM_RESPONSE);
		assertThat(wire().textOf(heard.text())).isEqualTo("one");
		assertThat(heard.text()).doesNotContain(malformed + "\n");
		fails(played(event, event, event), false, Reason.BAD_UPSTREAM_RESPONSE);
	}

	@Test
	default void bytesWithoutLinesAreBounded() {
		String garbage = "data: " + "x".repeat(1_000_000);
		Flux<String> endless = Flux.concat(Flux.just(wire().content("one")),
				Flux.<String>generate((sink) -> sink.next(garbage)));
		fails(stream(FakeUpstream.stream(endless), new RecordingObserver()), true, Reason.BAD_UPSTREAM_RESPONSE);
		upstream().awaitClosed(upstream().call());
	}

	@Test
	default void eventsWithoutContentAreNotKeptForEver() {
		Flux<String> many = Flux.<String>generate((sink) -> sink.next(wire().opening())).take(20_000);
		succeeds(stream(FakeUpstream.stream(many.concatWith(Flux.just(wire().content("one"), wire().finish()))),
				new RecordingObserver()), "one");
	}

	@ParameterizedTest
	@CsvSource({ "-1,7", "5,-7", "1e99,7", "5,99999999999999999999", "1.5,7", "\"5\",7", "null,null", "5000000000,7",
			"{},[]", "true,7" })
	default void usageThatMakesNoSenseIsNoUsage(String prompt, String completion) {
		RecordingObserver observer = new RecordingObserver();
		String stream = wire().content("one") + wire().finish() + wire().usage(prompt, completion) + wire().done();
		succeeds(stream(FakeUpstream.stream(stream), observer), "one");
		assertThat(observer.awaitEnd().usage()).isNull();
	}

	@Test
	default void theLastUsageThatMakesSenseCounts() {
		for (List<String> usages : List.of(List.of(wire().usage("1", "2"), wire().usage("5", "7")),
				List.of(wire().usage("5", "7"), wire().usage("-5", "7")),
				List.of(wire().usage("5", "3"), wire().content("x"), wire().usage("5", "7")),
				List.of(wire().usage("5", "7"), wire().usage("5", "7")))) {
			for (boolean requested : new boolean[] { false, true }) {
				RecordingObserver observer = new RecordingObserver();
				String stream = wire().content("one") + String.join("", usages) + wire().finish() + wire().done();
				Heard heard = heard(FakeUpstream.stream(stream), request(wire().request(true, requested), true),
						observer);
				assertThat(heard.failure()).isNull();
				assertThat(observer.awaitEnd().usage()).isEqualTo(TokenUsage.text(5, 7));
				if (requested && wire().protocol() == Protocol.OPENAI) {
					assertThat(heard.text()).containsOnlyOnce("\"prompt_tokens\":5,")
						.containsOnlyOnce("\"completion_tokens\":7,")
						.containsOnlyOnce("\"cost\":{\"usd\":\"0.000123\"");
				}
			}
		}
	}

	@Test
	default void aUsageChunkIsWrittenWhateverTheChunksAreLike() {
		String doubled = "data: {\"x\":1,\"x\":2,";
		String stream = wire().content("one").replace("data: {", doubled) + wire().finish().replace("data: {", doubled)
				+ wire().usage("5", "7").replace("data: {", doubled) + wire().done();
		succeeds(heard(FakeUpstream.stream(stream), request(wire().request(true, true), true), new RecordingObserver()),
				"one");
		String without = wire().content("one").replace("data: {", doubled) + wire().finish() + wire().done();
		succeeds(
				heard(FakeUpstream.stream(without), request(wire().request(true, true), true), new RecordingObserver()),
				"one");
	}

	@Test
	default void contentWithAnErrorInTheNextReadIsKept() {
		RecordingObserver observer = new RecordingObserver();
		Heard heard = stream(FakeUpstream.stream(wire().content("one"), wire().error(500, "server_error")), observer);
		fails(heard, true, Reason.UPSTREAM_ERROR);
		assertThat(wire().textOf(heard.text())).isEqualTo("one");
		// what is billed by estimate
		assertThat(observer.awaitEnd().contentBytes()).isGreaterThanOrEqualTo("one".length());
	}

	@Test
	default void usageIsToldToWhoAskedForItOnly() {
		Heard told = heard(FakeUpstream.stream(wire().stream("one")), request(wire().request(true, true), true),
				new RecordingObserver());
		succeeds(told, "one");
		assertThat(told.text()).containsAnyOf("\"prompt_tokens\":5", "\"promptTokenCount\":5");
		if (wire().protocol() == Protocol.OPENAI) {
			assertThat(played(wire().stream("one")).text()).doesNotContain("usage");
		}
	}

	@Test
	default void usageIsEstimatedWhereTheProviderTellsNone() {
		Heard heard = heard(FakeUpstream.stream(wire().content("one") + wire().finish() + wire().done()),
				request(wire().request(true, true), true), new RecordingObserver());
		succeeds(heard, "one");
		if (wire().protocol() == Protocol.OPENAI) {
			assertThat(heard.text()).containsOnlyOnce("\"prompt_tokens\":3").contains("\"source\":\"estimated\"");
		}
	}

}
