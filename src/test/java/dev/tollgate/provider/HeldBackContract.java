package dev.tollgate.provider;

import java.time.Duration;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.testing.FakeUpstream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of streams that are announced when they are complete.
 */
public interface HeldBackContract extends ProviderTest {

	private Heard heldBack(Flux<String> parts, RecordingObserver observer) {
		upstream().play(FakeUpstream.stream(parts));
		UpstreamRequest request = request(wire().request(true, false), true);
		UpstreamRequest held = new UpstreamRequest(request.request(), request.model(), request.parameters(),
				request.dropped(), request.unsupported(), request.permit(), new CallTerms(null, 0, true));
		return ProviderTest.await(hear(provider(), held, observer));
	}

	@Test
	default void anAnswerThatIsHeldBackComesAsAWhole() {
		RecordingObserver observer = new RecordingObserver();
		Flux<String> words = Flux.range(0, 500).map((i) -> wire().content("w" + i + " "));
		Heard heard = heldBack(Flux.concat(words, Flux.just(wire().finish(), wire().done())), observer);
		assertThat(heard.failure()).isNull();
		assertThat(wire().textOf(heard.text())).startsWith("w0 w1 ").endsWith("w499 ");
		assertThat(wire().saysDone(heard.text())).isTrue();
		assertThat(observer.told()).containsExactly("contacted", "firstContent", "completed");
	}

	@Test
	default void aCutOfAnAnswerThatIsHeldBackIsAFailureBeforeIt() {
		Heard heard = heldBack(Flux.just(wire().content("one"), wire().content("two"))
			.concatWith(Mono.delay(Duration.ofMillis(50)).then(Mono.empty())), new RecordingObserver());
		assertThat(heard.begun()).isFalse();
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_STREAM_TRUNCATED));
	}

	@Test
	default void anAnswerTooLargeToBeHeldBackIsRefused() {
		String large = wire().content("x".repeat(512 * 1024));
		Heard heard = heldBack(Flux.range(0, 40).map((i) -> large), new RecordingObserver());
		assertThat(heard.begun()).isFalse();
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(Reason.BAD_UPSTREAM_RESPONSE));
	}

}
