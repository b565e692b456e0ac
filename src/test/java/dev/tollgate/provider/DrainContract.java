package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.testing.FakeUpstream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that go on after their callers went away.
 */
public interface DrainContract extends ProviderTest {

	DrainLimits WIDE = new DrainLimits(1_000_000, Duration.ofSeconds(60), 64);

	/** Asks, and goes after so many of the caller's buffers, and a while later. */
	private Left leave(ChatProvider provider, FakeUpstream.Script script, boolean streamed, int after) {
		upstream().play(script);
		RecordingObserver observer = new RecordingObserver();
		UpstreamRequest request = request(wire().request(streamed, false), streamed);
		AtomicInteger heard = new AtomicInteger();
		Disposable caller = provider.call(request, observer)
			.flatMapMany((answer) -> ((Answer.Streamed) answer).events())
			.subscribe((event) -> {
				event.release();
				heard.incrementAndGet();
			});
		FakeUpstream.Call call = upstream().call();
		Awaitility.await().until(() -> heard.get() >= after);
		// until the head and what came with it has arrived
		ProviderTest.pass(Duration.ofMillis(100));
		int before = open();
		caller.dispose();
		Awaitility.await().until(() -> open() > before || observer.told().contains("cancelled"));
		return new Left(call, observer, request);
	}

	private int open() {
		return drains().stream().mapToInt(Drains::open).sum();
	}

	/** Plays something, and the rest when the caller is gone. */
	private FakeUpstream.Script gated(Mono<?> gate, String first, String rest) {
		return FakeUpstream.stream(Flux.just(first).concatWith(gate.thenReturn(rest)));
	}

	private FakeUpstream.Script script(Phase phase, Mono<?> gate) {
		String rest = wire().content("two") + wire().finish() + wire().usage("5", "7") + wire().done();
		return switch (phase) {
			case STREAM_HEAD ->
				(response) -> gate.then(Mono.from(FakeUpstream.stream(wire().content("one") + rest).play(response)));
			case STREAM_FIRST_CONTENT -> gated(gate, wire().opening(), wire().content("one") + rest);
			// cut in the middle of an event
			case STREAM -> gated(gate, wire().content("one") + rest.substring(0, 20), rest.substring(20));
			case WHOLE_HEAD -> (response) -> gate
				.then(Mono.from(FakeUpstream.whole(200, "application/json", wire().whole("onetwo")).play(response)));
			case WHOLE -> (response) -> {
				String whole = wire().whole("onetwo");
				return response.header("content-type", "application/json")
					.sendString(Flux.just(whole.substring(0, 50)).concatWith(gate.thenReturn(whole.substring(50))),
							StandardCharsets.UTF_8);
			};
		};
	}

	@ParameterizedTest
	@EnumSource(Phase.class)
	default void aCallGoesOnWithoutItsCallerToItsUsage(Phase phase) {
		ChatProvider provider = draining(WIDE);
		Sinks.One<String> gate = Sinks.one();
		boolean streamed = phase.compareTo(Phase.STREAM) <= 0;
		Left left = leave(provider, script(phase, gate.asMono()), streamed, (phase == Phase.STREAM) ? 1 : 0);
		assertThat(open()).isEqualTo(1);
		assertThat(left.observer.told()).doesNotContain("cancelled");
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("drained");
		assertThat(left.observer.awaitEnd().usage()).isEqualTo(TokenUsage.text(5, 7));
		assertThat(left.observer.awaitEnd().model()).isEqualTo("m-2026");
		assertThat(left.observer.awaitEnd().contentBytes()).isPositive();
		Awaitility.await().until(() -> open() == 0);
		// it was read to its end, so it serves the next call
		ProviderTest.pass(Duration.ofMillis(100));
		upstream().play(FakeUpstream.whole(200, "application/json", wire().whole("x")));
		Heard heard = ProviderTest
			.await(hear(provider, request(wire().request(false, false), false), new RecordingObserver()));
		assertThat(heard.failure()).isNull();
		assertThat(upstream().call().connection()).isEqualTo(left.call.connection());
	}

	@Test
	default void aDrainWaitsForUsageThatComesAfterTheEndMark() {
		Sinks.One<String> gate = Sinks.one();
		Flux<String> rest = Flux.just(wire().finish() + wire().done(), wire().usage("5", "9"));
		Left left = leave(draining(WIDE), FakeUpstream.stream(Flux.just(wire().content("one"))
			.concatWith(gate.asMono().thenMany(rest.delayElements(Duration.ofMillis(50))))), true, 1);
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("drained");
		assertThat(left.observer.awaitEnd().usage()).isEqualTo(TokenUsage.text(5, 9));
	}

	@Test
	default void aDrainWithoutUsageEndsWithTheAnswer() {
		Sinks.One<String> gate = Sinks.one();
		// the provider says that it is done, and then keeps the connection
		FakeUpstream.Script script = FakeUpstream.stream(Flux.just(wire().content("one"))
			.concatWith(gate.asMono().thenReturn(wire().finish() + wire().done()))
			.concatWith(wire().done().isEmpty() ? Mono.empty() : Mono.never()));
		Left left = leave(draining(WIDE), script, true, 1);
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("drained");
		assertThat(left.observer.awaitEnd().usage()).isNull();
		assertThat(left.observer.awaitEnd().contentEvents()).isEqualTo(1);
	}

	@Test
	default void aDrainNeedsNoDemandOfTheCaller() {
		int events = 20_000;
		String content = wire().content("q".repeat(1000));
		upstream().play(FakeUpstream.stream(Flux.range(0, events)
			.map((at) -> content)
			.concatWith(Flux.just(wire().finish() + wire().usage("5", "7") + wire().done()))));
		UpstreamRequest request = request(wire().request(true, false), true);
		RecordingObserver observer = new RecordingObserver();
		Answer.Streamed answer = (Answer.Streamed) ProviderTest
			.await(draining(new DrainLimits(10_000_000, Duration.ofSeconds(60), 64)).call(request, observer));
		SlowSubscriber caller = new SlowSubscriber();
		answer.events().subscribe(caller);
		caller.cancel();
		assertThat(new Left(upstream().call(), observer, request).end()).isEqualTo("drained");
		assertThat(observer.awaitEnd().contentBytes()).isEqualTo(events * 1000L);
		assertThat(observer.awaitEnd().contentEvents()).isEqualTo(events);
	}

	@Test
	default void aDrainEndsWhenTooManyTokensHaveCome() {
		Flux<String> endless = Flux.<String>generate((sink) -> sink.next(wire().content("more")));
		Sinks.One<String> gate = Sinks.one();
		Left left = leave(draining(new DrainLimits(100, Duration.ofSeconds(60), 64)),
				FakeUpstream.stream(Flux.just(wire().content("one")).concatWith(gate.asMono().thenMany(endless))), true,
				1);
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("cancelled");
		assertThat(left.observer.awaitEnd().contentEvents()).isGreaterThan(100);
		upstream().awaitClosed(left.call);
	}

	@Test
	default void aDrainEndsWhenAWholeAnswerIsTooLarge() {
		String chunk = "x".repeat(10_000);
		Sinks.One<String> gate = Sinks.one();
		Flux<String> endless = gate.asMono().thenMany(Flux.<String>generate((sink) -> sink.next(chunk)));
		Left left = leave(draining(new DrainLimits(100, Duration.ofSeconds(60), 64)),
				(response) -> response.header("content-type", "application/json")
					.sendString(Flux.just("{\"x\":\"").concatWith(endless), StandardCharsets.UTF_8),
				false, 0);
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("cancelled");
		upstream().awaitClosed(left.call);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	default void aDrainEndsInTime(boolean streamed) {
		ChatProvider provider = draining(new DrainLimits(100, Duration.ofMillis(300), 64));
		Left left = leave(provider, (response) -> Mono.never(), streamed, 0);
		assertThat(left.end()).isEqualTo("cancelled");
		upstream().awaitClosed(left.call);
		FakeUpstream.Script silent = FakeUpstream.stream(Flux.just(wire().content("one")).concatWith(Mono.never()));
		left = leave(provider, silent, true, 1);
		assertThat(left.end()).isEqualTo("cancelled");
		upstream().awaitClosed(left.call);
	}

	@Test
	default void onlySoManyDrainAtOnce() {
		ChatProvider provider = draining(new DrainLimits(100, Duration.ofSeconds(60), 1));
		Sinks.One<String> gate = Sinks.one();
		String rest = wire().finish() + wire().usage("5", "7") + wire().done();
		Left first = leave(provider, gated(gate.asMono(), wire().content("one"), rest), true, 1);
		Left second = leave(provider, gated(Mono.never(), wire().content("one"), rest), true, 1);
		assertThat(second.end()).isEqualTo("cancelled");
		upstream().awaitClosed(second.call);
		gate.tryEmitValue("open").orThrow();
		assertThat(first.end()).isEqualTo("drained");
		Sinks.One<String> next = Sinks.one();
		Left third = leave(provider, gated(next.asMono(), wire().content("one"), rest), true, 1);
		next.tryEmitValue("open").orThrow();
		assertThat(third.end()).isEqualTo("drained");
	}

	@Test
	default void aDrainThatFailsEndsAsACancelledCall() {
		Function<Mono<?>, FakeUpstream.Script> reset = (gate) -> FakeUpstream
			.streamThenReset(List.of(wire().content("one")), gate);
		List<Function<Mono<?>, FakeUpstream.Script>> rests = List.of(
				(gate) -> gated(gate, wire().content("one"), wire().error(500, "server_error")),
				(gate) -> gated(gate, wire().content("one"), ""),
				(gate) -> gated(gate, wire().content("one"), "data: no\n\ndata: no\n\ndata: no\n\n"), reset);
		ChatProvider provider = draining(WIDE);
		for (Function<Mono<?>, FakeUpstream.Script> rest : rests) {
			Sinks.One<String> gate = Sinks.one();
			Left left = leave(provider, rest.apply(gate.asMono()), true, 1);
			gate.tryEmitValue("open").orThrow();
			assertThat(left.end()).isEqualTo("cancelled");
			assertThat(left.observer.awaitEnd().contentEvents()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	default void anErrorToNobodyEndsAsACancelledCall(boolean streamed) {
		FakeUpstream.Script error = FakeUpstream.whole(500, "application/json",
				wire().errorBody(500, "server_error", "it broke"));
		Sinks.One<String> gate = Sinks.one();
		Left left = leave(draining(WIDE), (response) -> gate.asMono().then(Mono.from(error.play(response))), streamed,
				0);
		gate.tryEmitValue("open").orThrow();
		assertThat(left.end()).isEqualTo("cancelled");
		assertThat(left.observer.awaitEnd().isRefused()).isTrue();
		assertThat(left.observer.awaitEnd().hasContent()).isFalse();
	}

	@Test
	default void allDrainsEndWhenTheGatewayStops() {
		ChatProvider provider = draining(WIDE);
		List<Left> open = new ArrayList<>();
		open.add(leave(provider, (response) -> Mono.never(), true, 0));
		open.add(leave(provider, (response) -> Mono.never(), false, 0));
		FakeUpstream.Script silent = FakeUpstream.stream(Flux.just(wire().content("one")).concatWith(Mono.never()));
		open.add(leave(provider, silent, true, 1));
		Drains drains = drains().getLast();
		assertThat(drains.open()).isEqualTo(3);
		CompletableFuture<Void> closed = drains.close();
		closed.orTimeout(20, TimeUnit.SECONDS).join();
		for (Left left : open) {
			assertThat(left.observer.told()).endsWith("cancelled");
			assertThat(left.end()).isEqualTo("cancelled");
			upstream().awaitClosed(left.call);
		}
		Left late = leave(provider, silent, true, 1);
		assertThat(late.end()).isEqualTo("cancelled");
		upstream().awaitClosed(late.call);
	}

	/** When a caller leaves. */
	enum Phase {

		/** Nothing came of a stream. */
		STREAM_HEAD,

		/** Of a stream the head came. */
		STREAM_FIRST_CONTENT,

		/** Content came. */
		STREAM,

		/** Nothing came of a whole answer. */
		WHOLE_HEAD,

		/** Half a whole answer came. */
		WHOLE

	}

	/** A call whose caller goes away. */
	record Left(FakeUpstream.Call call, RecordingObserver observer, UpstreamRequest request) {

		/** Waits for the word how it ended, which must be the only one. */
		String end() {
			this.observer.awaitEnd();
			this.request.request().body().release();
			assertThat(this.observer.told()).filteredOn((word) -> word.matches("completed|failed|cancelled|drained"))
				.hasSize(1);
			assertThat(this.observer.told().getFirst()).isEqualTo("contacted");
			return this.observer.told().getLast();
		}

	}

}
