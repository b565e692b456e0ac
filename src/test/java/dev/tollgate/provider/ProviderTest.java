package dev.tollgate.provider;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.Operation;
import dev.tollgate.testing.FakeUpstream;
import reactor.core.publisher.Mono;

/**
 * What each part of the contract works with.
 */
public interface ProviderTest {

	/** The provider's other side. */
	FakeUpstream upstream();

	/** How provider and caller write. */
	WireSamples wire();

	/** The model that the provider is asked for. */
	String model();

	/** The provider under test. */
	ChatProvider provider();

	/** The same provider with less patience. */
	ChatProvider provider(ProviderTimeouts timeouts);

	/** The same provider, whose calls go on without their callers. */
	ChatProvider draining(DrainLimits limits);

	/** The calls of such providers that go on without their callers. */
	List<Drains> drains();

	/** A request for the provider, which goes when the answer is heard. */
	UpstreamRequest request(String json, boolean streamed);

	/** A request for the provider, which goes when the answer is heard. */
	UpstreamRequest request(String json, boolean streamed, Operation operation, boolean beta);

	/** Hears an answer to its end. */
	Mono<Heard> hear(ChatProvider provider, UpstreamRequest request, RecordingObserver observer);

	/** Sends a request and hears the answer; the observer must hear of one end. */
	Heard heard(FakeUpstream.Script script, UpstreamRequest request, RecordingObserver observer);

	/** Asks for a stream and hears it to its end; the observer must hear of one end. */
	Heard stream(FakeUpstream.Script script, RecordingObserver observer);

	/** Asks for a whole answer and hears it; the observer must hear of one end. */
	Heard whole(FakeUpstream.Script script, RecordingObserver observer);

	/** Waits for a value. */
	static <T> T await(Mono<T> value) {
		return Objects.requireNonNull(value.block(Duration.ofSeconds(30)));
	}

	/** Lets time pass that is part of the scenario. */
	static void pass(Duration time) {
		var _ = Mono.delay(time).block();
	}

}
