package dev.tollgate.provider.springai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.BeanProviders;
import dev.tollgate.provider.BeanSettings;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.Heard;
import dev.tollgate.provider.ProviderKeys;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.provider.RecordingObserver;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.testing.ScriptedChatModel;
import io.netty.buffer.ByteBuf;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a chat model behaves, it is on threads of its own, what it is owed is given
 * back, and the observer hears of one end.
 */
class SpringAiProviderTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofSeconds(20);

	private final LoopResources loops = LoopResources.create("spring-ai-test", 1, 2, true);

	private final ScriptedChatModel model = new ScriptedChatModel();

	/** What models that wait wait for, so that they end with the test. */
	private final CountDownLatch end = new CountDownLatch(1);

	private final RecordingObserver observer = new RecordingObserver();

	private @Nullable ProviderKeys keys;

	@AfterEach
	void close() {
		this.end.countDown();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
	}

	private static ProviderTimeouts times(Duration headers, Duration firstContent, Duration idle, Duration total) {
		return new ProviderTimeouts(Duration.ofSeconds(2), headers, firstContent, idle, total);
	}

	private SpringAiProvider provider(ChatModel model, ProviderTimeouts timeouts, int maxConcurrent) {
		BeanSettings settings = new BeanSettings("scripted", "spring-ai", null, timeouts);
		ProviderKeys keys = BeanProviders.keys(settings, maxConcurrent);
		this.keys = keys;
		return new SpringAiProvider(settings, keys, () -> model, this.loops, Clock.systemUTC());
	}

	private SpringAiProvider provider() {
		return provider(this.model, times(LONG, LONG, LONG, LONG), 100);
	}

	private Mono<Answer> ask(SpringAiProvider provider, boolean streamed, RecordingObserver observer) {
		String json = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + (streamed ? ",\"stream\":true" : "")
				+ "}";
		return provider.call(BeanProviders.request(json, Objects.requireNonNull(this.keys), UnsupportedParameters.PASS,
				CallTerms.DEFAULT), observer);
	}

	private Heard hear(SpringAiProvider provider, boolean streamed) {
		return Objects.requireNonNull(ask(provider, streamed, this.observer).flatMap(SpringAiProviderTests::hear)
			.onErrorResume(GatewayException.class, (failure) -> Mono.just(new Heard("", failure, false)))
			.block(LONG));
	}

	private static Mono<Heard> hear(Answer answer) {
		if (answer instanceof Answer.Complete complete) {
			return Mono.just(new Heard(complete.body().toString(StandardCharsets.UTF_8), null, true));
		}
		StringBuilder text = new StringBuilder();
		return ((Answer.Streamed) answer).events()
			.doOnNext((event) -> text.append(event.toString(StandardCharsets.UTF_8)))
			.then(Mono.fromSupplier(() -> new Heard(text.toString(), null, true)))
			.onErrorResume(GatewayException.class, (failure) -> Mono.just(new Heard(text.toString(), failure, true)));
	}

	private void fails(Heard heard, Reason reason, boolean begun) {
		assertThat(heard.begun()).isEqualTo(begun);
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(reason));
		assertThat(heard.text()).doesNotContain("[DONE]");
		assertThat(this.observer.told()).endsWith("failed").containsOnlyOnce("failed").doesNotContain("completed");
		nothingIsInFlight();
	}

	private void nothingIsInFlight() {
		assertThat(Objects.requireNonNull(this.keys).state().inFlight()).isZero();
	}

	private void awaitTheEnd() {
		boolean interrupted = false;
		while (true) {
			try {
				this.end.await();
				break;
			}
			catch (InterruptedException ex) {
				// as models do that know better
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aModelIsCalledOnAVirtualThread() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.model.answers((prompt) -> {
			thread.complete(Thread.currentThread());
			return ScriptedChatModel.said("Hello").ended("stop");
		});
		assertThat(hear(provider(), false).text()).contains("\"Hello\"");
		assertThat(thread.join().isVirtual()).isTrue();
		assertThat(this.observer.told()).containsExactly("contacted", "completed");
		nothingIsInFlight();
	}

	@Test
	void aStreamIsTakenOnAVirtualThread() {
		CompletableFuture<Thread> subscribed = new CompletableFuture<>();
		this.model.streams((prompt) -> Flux
			.just(ScriptedChatModel.said("Hel").goingOn(), ScriptedChatModel.said("lo").ended("stop"))
			.doOnSubscribe((subscription) -> subscribed.complete(Thread.currentThread())));
		Heard heard = hear(provider(), true);
		assertThat(heard.text()).contains("\"Hel\"").contains("\"lo\"").endsWith("data: [DONE]\n\n");
		assertThat(subscribed.join().isVirtual()).isTrue();
		assertThat(this.observer.told()).containsExactly("contacted", "firstContent", "completed");
		nothingIsInFlight();
	}

	@Test
	void aModelThatDoesNotStreamIsCalled() {
		ChatModel whole = (prompt) -> ScriptedChatModel.said("Hello").ended("");
		Heard heard = hear(provider(whole, times(LONG, LONG, LONG, LONG), 10), true);
		assertThat(heard.text()).contains("\"Hello\"").contains("\"finish_reason\":\"stop\"").endsWith("[DONE]\n\n");
	}

	@Test
	void aCallerWhoDoesNotReadHoldsTheModelBack() {
		AtomicInteger made = new AtomicInteger();
		this.model.streams((prompt) -> Flux.<ChatResponse>generate((sink) -> {
			made.incrementAndGet();
			sink.next(ScriptedChatModel.said("q").goingOn());
		}));
		Answer answer = ask(provider(), true, this.observer).block(LONG);
		CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
		BaseSubscriber<ByteBuf> caller = new BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscribed.complete(subscription);
			}
		};
		((Answer.Streamed) Objects.requireNonNull(answer)).events().subscribe(caller);
		for (int i = 0; i < 5; i++) {
			subscribed.join().request(1);
		}
		// what it has read, what waits for it, and what may be on the way
		Awaitility.await().pollDelay(SHORT).until(() -> made.get() > 0);
		assertThat(made.get()).isLessThanOrEqualTo(8 * ModelReader.WINDOW);
		caller.cancel();
		this.observer.awaitEnd();
		nothingIsInFlight();
	}

	@Test
	void aStreamThatDoesNotBeginIsGivenUp() {
		this.model.streams((prompt) -> Flux.never());
		fails(hear(provider(this.model, times(SHORT, LONG, LONG, LONG), 10), true), Reason.UPSTREAM_TIMEOUT, false);
	}

	@Test
	void aStreamWithoutContentIsGivenUp() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("").goingOn()).concatWith(Flux.never()));
		fails(hear(provider(this.model, times(LONG, SHORT, LONG, LONG), 10), true), Reason.UPSTREAM_TIMEOUT, false);
	}

	@Test
	void aStreamThatFallsSilentIsAnError() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("Hel").goingOn()).concatWith(Flux.never()));
		fails(hear(provider(this.model, times(LONG, LONG, SHORT, LONG), 10), true), Reason.UPSTREAM_STREAM_STALLED,
				true);
	}

	@Test
	void aStreamThatEndsWithoutAReasonIsAnError() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("Hel").goingOn()));
		fails(hear(provider(), true), Reason.UPSTREAM_STREAM_TRUNCATED, true);
	}

	@Test
	void aStreamThatFailsAfterContentIsAnError() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("Hel").goingOn())
			.concatWith(Flux.error(new IOException("http://secret.example"))));
		Heard heard = hear(provider(), true);
		fails(heard, Reason.UPSTREAM_STREAM_TRUNCATED, true);
		assertThat(String.valueOf(heard.failure())).doesNotContain("secret");
	}

	@Test
	void aStreamThatFailsAfterItsReasonIsComplete() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("Hello").ended("stop"))
			.concatWith(Flux.error(new IOException())));
		assertThat(hear(provider(), true).text()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void aStreamThatCannotBeReadIsAnError() {
		ChatResponse broken = new ChatResponse(List.of()) {
			@Override
			public List<Generation> getResults() {
				throw new IllegalStateException("broken");
			}
		};
		this.model.streams((prompt) -> Flux.just(broken));
		fails(hear(provider(), true), Reason.BAD_UPSTREAM_RESPONSE, false);
	}

	@Test
	void aModelThatIgnoresItsEndKeepsAThreadAndNothingElse() {
		this.model.answers((prompt) -> {
			awaitTheEnd();
			return ScriptedChatModel.said("too late").ended("stop");
		});
		SpringAiProvider provider = provider(this.model, times(LONG, LONG, LONG, SHORT), 10);
		fails(hear(provider, false), Reason.UPSTREAM_TIMEOUT, false);
		assertThat(provider.threads().running()).isEqualTo(1);
		this.end.countDown();
		Awaitility.await().until(() -> provider.threads().running() == 0);
		assertThat(this.observer.told()).doesNotContain("completed");
	}

	@Test
	void callsThatIgnoreTheirEndAreBounded() {
		this.model.answers((prompt) -> {
			awaitTheEnd();
			return ScriptedChatModel.said("too late").ended("stop");
		});
		SpringAiProvider provider = provider(this.model, times(LONG, LONG, LONG, Duration.ofMillis(100)), 1);
		for (int i = 0; i < 2; i++) {
			var _ = ask(provider, false, new RecordingObserver()).onErrorComplete().block(LONG);
		}
		Heard heard = hear(provider, false);
		fails(heard, Reason.UPSTREAM_OVERLOADED, false);
		assertThat(this.observer.told()).containsExactly("failed");
	}

	@Test
	void aModelWhoseCancellationBlocksHoldsNobodyUp() {
		CompletableFuture<Thread> cancelling = new CompletableFuture<>();
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("Hel").goingOn())
			.concatWith(Flux.never())
			.doOnCancel(() -> {
				cancelling.complete(Thread.currentThread());
				awaitTheEnd();
			}));
		Answer answer = Objects.requireNonNull(ask(provider(), true, this.observer).block(LONG));
		var _ = ((Answer.Streamed) answer).events().take(1).blockLast(LONG);
		this.observer.awaitEnd();
		assertThat(this.observer.told()).containsExactly("contacted", "firstContent", "cancelled");
		assertThat(cancelling.orTimeout(20, TimeUnit.SECONDS).join().isVirtual()).isTrue();
		nothingIsInFlight();
	}

	@Test
	void aCallerWhoLeavesEndsAModelThatWaits() {
		CompletableFuture<Void> interrupted = new CompletableFuture<>();
		CountDownLatch begun = new CountDownLatch(1);
		this.model.answers((prompt) -> {
			begun.countDown();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				interrupted.complete(null);
			}
			return ScriptedChatModel.said("too late").ended("stop");
		});
		var call = ask(provider(), false, this.observer).subscribe();
		Awaitility.await().until(() -> begun.getCount() == 0);
		call.dispose();
		interrupted.orTimeout(20, TimeUnit.SECONDS).join();
		this.observer.awaitEnd();
		assertThat(this.observer.told()).containsExactly("contacted", "cancelled");
		nothingIsInFlight();
	}

	@Test
	void aHeldBackStreamIsAnnouncedWhenItIsComplete() {
		this.model.streams((prompt) -> Flux.range(0, 100)
			.map((number) -> ScriptedChatModel.said("q").goingOn())
			.concatWith(Flux.error(new IOException())));
		SpringAiProvider provider = provider();
		Heard heard = Objects.requireNonNull(provider
			.call(BeanProviders.request("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}",
					Objects.requireNonNull(this.keys), UnsupportedParameters.PASS, new CallTerms(null, 0, true)),
					this.observer)
			.flatMap(SpringAiProviderTests::hear)
			.onErrorResume(GatewayException.class, (failure) -> Mono.just(new Heard("", failure, false)))
			.block(LONG));
		fails(heard, Reason.UPSTREAM_STREAM_TRUNCATED, false);
	}

	@Test
	void aModelThatCannotBeMadeIsAFailure() {
		BeanSettings settings = new BeanSettings("scripted", "spring-ai", null, times(LONG, LONG, LONG, LONG));
		ProviderKeys keys = BeanProviders.keys(settings, 1);
		this.keys = keys;
		SpringAiProvider provider = new SpringAiProvider(settings, keys, () -> {
			throw new IllegalStateException("no such bean");
		}, this.loops, Clock.systemUTC());
		fails(hear(provider, false), Reason.UPSTREAM_ERROR, false);
		assertThat(this.observer.told()).containsExactly("failed");
	}

	@Test
	void thePromptIsTheCallers() {
		hear(provider(), false);
		Prompt prompt = this.model.prompt();
		assertThat(prompt.getContents()).isEqualTo("Hi");
		assertThat(Objects.requireNonNull(prompt.getOptions()).getModel()).isEqualTo("any");
	}

}
