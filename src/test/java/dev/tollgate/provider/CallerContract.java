package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.testing.FakeUpstream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers who go, who are slow, who come again; and providers who are slow.
 */
public interface CallerContract extends ProviderTest {

	Duration LONG = Duration.ofSeconds(30);

	Duration SHORT = Duration.ofMillis(300);

	/** Asks, and goes when the given number of the caller's buffers has come. */
	private void cancelled(FakeUpstream.Script script, boolean streamed, int after) {
		upstream().play(script);
		RecordingObserver observer = new RecordingObserver();
		UpstreamRequest request = request(wire().request(streamed, false), streamed);
		CountDownLatch heard = new CountDownLatch(after);
		Disposable caller = provider().call(request, observer)
			.flatMapMany((answer) -> ((Answer.Streamed) answer).events())
			.doOnNext((event) -> {
				event.release();
				heard.countDown();
			})
			.subscribe();
		FakeUpstream.Call call = upstream().call();
		awaitAll(heard);
		caller.dispose();
		upstream().awaitClosed(call);
		observer.awaitEnd();
		request.request().body().release();
		assertThat(observer.told()).endsWith("cancelled").doesNotContain("failed", "completed");
		assertThat(observer.told()).contains("contacted").filteredOn("cancelled"::equals).hasSize(1);
	}

	private static void awaitAll(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private FakeUpstream.Script thenSilence(String... parts) {
		return FakeUpstream.stream(Flux.fromArray(parts).concatWith(Flux.never()));
	}

	@Test
	default void aCallerWhoGoesBeforeTheHeadClosesTheConnection() {
		cancelled((response) -> Mono.never(), true, 0);
		cancelled((response) -> Mono.never(), false, 0);
	}

	@Test
	default void aCallerWhoGoesBeforeContentClosesTheConnection() {
		cancelled(thenSilence(wire().opening()), true, 0);
		cancelled(thenSilence(), true, 0);
	}

	@Test
	default void aCallerWhoGoesMidStreamClosesTheConnection() {
		cancelled(thenSilence(wire().opening() + wire().content("one")), true, 1);
		cancelled(thenSilence(wire().content("one"), wire().finish()), true, 1);
		cancelled(FakeUpstream.stream(Flux.<String>generate((sink) -> sink.next(wire().content("more")))), true, 10);
	}

	@Test
	default void aCallerWhoGoesAmidAWholeAnswerClosesTheConnection() {
		cancelled((response) -> response.header("content-type", "application/json")
			.sendString(Flux.just(wire().whole("x").substring(0, 50)).concatWith(Flux.never()), StandardCharsets.UTF_8),
				false, 0);
	}

	@Test
	default void aCallerWhoAsksForNothingMayGo() {
		upstream().play(thenSilence(wire().content("one"), wire().content("two")));
		UpstreamRequest request = request(wire().request(true, false), true);
		RecordingObserver observer = new RecordingObserver();
		Answer.Streamed answer = (Answer.Streamed) ProviderTest.await(provider().call(request, observer));
		SlowSubscriber caller = new SlowSubscriber();
		answer.events().subscribe(caller);
		caller.cancel();
		upstream().awaitClosed(upstream().call());
		observer.awaitEnd();
		request.request().body().release();
		assertThat(observer.told()).containsExactly("contacted", "firstContent", "cancelled");
	}

	@Test
	default void aCallerWhoGoesLateLeavesTheConnectionToOthers() {
		ChatProvider provider = provider(new ProviderTimeouts(LONG, LONG, LONG, LONG, LONG));
		upstream().play(FakeUpstream.stream(wire().content("x") + wire().finish() + wire().done()));
		UpstreamRequest late = request(wire().request(true, false), true);
		RecordingObserver first = new RecordingObserver();
		Answer.Streamed answer = (Answer.Streamed) ProviderTest.await(provider.call(late, first));
		SlowSubscriber caller = new SlowSubscriber();
		answer.events().subscribe(caller);
		first.awaitEnd();
		String connection = upstream().call().connection();
		Sinks.One<String> gate = Sinks.one();
		upstream().play(FakeUpstream.stream(Flux.just(wire().content("y")).concatWith(gate.asMono())));
		UpstreamRequest next = request(wire().request(true, false), true);
		RecordingObserver second = new RecordingObserver();
		CompletableFuture<@Nullable Heard> heard = hear(provider, next, second).toFuture();
		boolean same = upstream().call().connection().equals(connection);
		caller.cancel();
		ProviderTest.pass(Duration.ofMillis(100));
		gate.tryEmitValue(wire().finish()).orThrow();
		Heard outcome = Objects.requireNonNull(heard.orTimeout(20, TimeUnit.SECONDS).join());
		assertThat(outcome.failure()).as("over the same connection: %s", same).isNull();
		late.request().body().release();
	}

	@Test
	default void aSlowCallerHearsAllAndSlowsTheProvider() {
		int events = 20_000;
		String content = wire().content("q".repeat(1000));
		AtomicLong sent = new AtomicLong();
		Flux<String> parts = Flux.range(0, events).map((at) -> content).doOnNext((part) -> sent.incrementAndGet());
		upstream().play(FakeUpstream.stream(parts.concatWith(Flux.just(wire().finish() + wire().done()))));
		UpstreamRequest request = request(wire().request(true, false), true);
		RecordingObserver observer = new RecordingObserver();
		SlowSubscriber caller = new SlowSubscriber();
		provider().call(request, observer)
			.flatMapMany((answer) -> ((Answer.Streamed) answer).events())
			.subscribe(caller);
		caller.take(3);
		awaitQuiet(sent);
		assertThat(sent.get()).isLessThan(events * 9L / 10);
		caller.takeAll();
		assertThat(caller.text()).isEqualTo(events * 1000L);
		assertThat(sent).hasValue(events);
		observer.awaitEnd();
		request.request().body().release();
		assertThat(observer.told()).endsWith("completed");
	}

	/** Waits until the provider can send no more, as its buffers are full. */
	private static void awaitQuiet(AtomicLong sent) {
		long before = -1;
		int same = 0;
		while (same < 10) {
			long now = sent.get();
			same = (now == before) ? same + 1 : 0;
			before = now;
			ProviderTest.pass(Duration.ofMillis(50));
		}
	}

	@Test
	default void aConnectionIsUsedAgainAfterAnAnswer() {
		Set<String> connections = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			connections.add(connectionOf(FakeUpstream.whole(200, "application/json", wire().whole("x")), false));
			connections.add(connectionOf(FakeUpstream.stream(wire().stream("x")), true));
			connections.add(connectionOf(FakeUpstream.stream(wire().opening(), wire().content("x"), wire().finish(),
					wire().usage("5", "7"), wire().done()), true));
			connections
				.add(connectionOf(FakeUpstream.whole(400, "application/json", wire().errorBody(400, "x", "y")), true));
		}
		// the next call may come before the last one's connection is back in the pool
		assertThat(connections).hasSizeLessThan(5);
	}

	private String connectionOf(FakeUpstream.Script script, boolean streamed) {
		Heard _ = streamed ? stream(script, new RecordingObserver()) : whole(script, new RecordingObserver());
		return upstream().call().connection();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	default void aConnectionThatFailedIsNotUsedAgain(boolean streamed) {
		String failed = connectionOf(FakeUpstream.whole(200, "text/html", "x"), streamed);
		assertThat(connectionOf(FakeUpstream.whole(200, "application/json", wire().whole("x")), false))
			.isNotEqualTo(failed);
	}

	private void expires(ProviderTimeouts timeouts, FakeUpstream.Script script, boolean streamed, Reason reason,
			String text) {
		upstream().play(script);
		RecordingObserver observer = new RecordingObserver();
		Heard heard = ProviderTest
			.await(hear(provider(timeouts), request(wire().request(streamed, false), streamed), observer));
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(reason));
		assertThat(heard.begun()).isEqualTo(!text.isEmpty());
		assertThat(wire().textOf(heard.text())).isEqualTo(text);
		assertThat(observer.told()).filteredOn((word) -> word.matches("completed|failed|cancelled"))
			.containsExactly("failed");
		upstream().awaitClosed(upstream().call());
	}

	@Test
	default void aStreamWithoutAHeadExpires() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, SHORT, LONG, LONG, LONG);
		expires(timeouts, (response) -> Mono.never(), true, Reason.UPSTREAM_TIMEOUT, "");
	}

	@Test
	default void aStreamWithoutContentExpires() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, SHORT, LONG, LONG);
		expires(timeouts, thenSilence(), true, Reason.UPSTREAM_TIMEOUT, "");
		expires(timeouts, thenSilence(wire().opening()), true, Reason.UPSTREAM_TIMEOUT, "");
		expires(timeouts, FakeUpstream.stream(Flux.interval(Duration.ofMillis(20)).map((tick) -> ": keep-alive\n\n")),
				true, Reason.UPSTREAM_TIMEOUT, "");
	}

	@Test
	default void aStreamThatFallsSilentExpires() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, LONG, SHORT, LONG);
		expires(timeouts, thenSilence(wire().content("one")), true, Reason.UPSTREAM_STREAM_STALLED, "one");
	}

	@Test
	default void commentsAloneDoNotKeepAStreamAlive() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, LONG, SHORT, LONG);
		Flux<String> comments = Flux.interval(Duration.ofMillis(20)).map((tick) -> ": keep-alive\n\n");
		expires(timeouts, FakeUpstream.stream(Flux.just(wire().content("one")).concatWith(comments)), true,
				Reason.UPSTREAM_STREAM_STALLED, "one");
	}

	@Test
	default void aTrickleOfContentExpires() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, LONG, Duration.ofMillis(500), LONG, 1000);
		upstream().play(FakeUpstream.stream(Flux.interval(Duration.ofMillis(50)).map((tick) -> wire().content("x"))));
		RecordingObserver observer = new RecordingObserver();
		Heard heard = ProviderTest
			.await(hear(provider(timeouts), request(wire().request(true, false), true), observer));
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_STREAM_STALLED));
		upstream().awaitClosed(upstream().call());
	}

	@Test
	default void aHealthyStreamOutlivesEveryLimitButTheTotal() {
		// four minutes against a minute of idling, at a hundredth of the time
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, SHORT, SHORT, Duration.ofMillis(600), LONG, 5);
		String[] words = new String[25];
		Arrays.fill(words, wire().content("word"));
		upstream().play(FakeUpstream.stream(Flux.concat(
				Flux.interval(Duration.ZERO, Duration.ofMillis(100)).take(words.length).map((i) -> words[i.intValue()]),
				Flux.just(wire().finish(), wire().done()))));
		RecordingObserver observer = new RecordingObserver();
		Heard heard = ProviderTest
			.await(hear(provider(timeouts), request(wire().request(true, false), true), observer));
		assertThat(heard.failure()).isNull();
		assertThat(wire().textOf(heard.text())).isEqualTo("word".repeat(words.length));
	}

	@Test
	default void everyCallExpiresInTheEnd() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, LONG, LONG, SHORT);
		expires(timeouts, thenSilence(wire().content("one")), true, Reason.UPSTREAM_TIMEOUT, "one");
		expires(timeouts, (response) -> Mono.never(), false, Reason.UPSTREAM_TIMEOUT, "");
		expires(timeouts, (response) -> response.status(500).sendString(Flux.never()), false, Reason.UPSTREAM_TIMEOUT,
				"");
	}

	@Test
	default void anErrorWithoutEndExpiresAsSoonAsAHeadWould() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, SHORT, LONG, LONG, LONG);
		FakeUpstream.Script script = (response) -> response.status(500)
			.sendString(Flux.just("x").concatWith(Flux.never()));
		expires(timeouts, script, true, Reason.UPSTREAM_TIMEOUT, "");
		expires(timeouts, script, false, Reason.UPSTREAM_TIMEOUT, "");
	}

	@Test
	default void aPauseOfTheCallerIsNotTheProvidersSilence() {
		ProviderTimeouts timeouts = new ProviderTimeouts(LONG, LONG, LONG, Duration.ofSeconds(1), LONG);
		Mono<String> gate = Mono.delay(Duration.ofMillis(1900)).map((tick) -> wire().content("two"));
		upstream().play(FakeUpstream
			.stream(Flux.concat(Flux.just(wire().content("one")), gate, Flux.just(wire().finish(), wire().done()))));
		UpstreamRequest request = request(wire().request(true, false), true);
		RecordingObserver observer = new RecordingObserver();
		SlowSubscriber caller = new SlowSubscriber();
		provider(timeouts).call(request, observer)
			.flatMapMany((answer) -> ((Answer.Streamed) answer).events())
			.subscribe(caller);
		caller.take(1);
		ProviderTest.pass(Duration.ofMillis(1500));
		caller.takeAll();
		observer.awaitEnd();
		request.request().body().release();
		assertThat(observer.told()).endsWith("completed");
	}

	@Test
	default void anAnswerMayBeTakenALittleLater() {
		upstream().play(thenSilence(wire().content("one")));
		UpstreamRequest request = request(wire().request(true, false), true);
		RecordingObserver observer = new RecordingObserver();
		Answer.Streamed answer = (Answer.Streamed) ProviderTest.await(provider().call(request, observer));
		ProviderTest.pass(Duration.ofMillis(300));
		SlowSubscriber caller = new SlowSubscriber();
		answer.events().subscribe(caller);
		caller.take(1);
		caller.cancel();
		observer.awaitEnd();
		request.request().body().release();
		assertThat(observer.told()).containsExactly("contacted", "firstContent", "cancelled");
	}

}
