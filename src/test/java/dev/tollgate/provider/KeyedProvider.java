package dev.tollgate.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import reactor.core.publisher.Mono;

/**
 * A provider that gives leave to call it as all do, by a time that stands still, and is
 * never called.
 *
 * @param name its name
 * @param keys who may call it
 */
public record KeyedProvider(String name, ProviderKeys keys) implements ChatProvider {

	/** One that takes so many calls at once, and has so many keys. */
	public static KeyedProvider of(String name, int keys, int maxConcurrent) {
		List<ProviderCredential> credentials = IntStream.rangeClosed(1, keys)
			.mapToObj((i) -> new ProviderCredential(name + "-" + i))
			.toList();
		ProviderSettings settings = new ProviderSettings(name, "openai", URI.create("http://127.0.0.1"), credentials,
				ProvidersProperties.defaultTimeouts(), false);
		UpstreamLimits limits = new UpstreamLimits(BreakerSettings.DEFAULT, Duration.ofMinutes(10), maxConcurrent);
		return new KeyedProvider(name,
				new ProviderKeys(settings, limits, new Breakers(CircuitBreakerRegistry.ofDefaults(), () -> 0)));
	}

	@Override
	public String type() {
		return "openai";
	}

	@Override
	public Admission admit() {
		return this.keys.admit();
	}

	@Override
	public Admission insist() {
		return this.keys.insist();
	}

	@Override
	public ProviderState state() {
		return this.keys.state();
	}

	@Override
	public Mono<Answer> call(UpstreamRequest request, AnswerObserver observer) {
		throw new AssertionError("Nobody is to be called");
	}

}
