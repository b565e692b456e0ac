package dev.tollgate.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream goes to its caller as it comes, and to its end without its caller.
 */
class RecordedEventsTests {

	private final TestPublisher<ByteBuf> provider = TestPublisher.create();

	private final AtomicLong room = new AtomicLong(100);

	private final Recording recording = new Recording(10, this.room);

	private final CompletableFuture<Void> kept = new CompletableFuture<>();

	private final List<@Nullable Throwable> ends = new ArrayList<>();

	private final RecordedEvents events = new RecordedEvents(this.provider.flux(), this.recording, (failure) -> {
		this.ends.add(failure);
		return this.kept;
	}, Runnable::run);

	private static ByteBuf event(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

	private String recorded() {
		return new String(this.recording.bytes(), StandardCharsets.US_ASCII);
	}

	@Test
	void theCallerGetsEventsAsTheyComeAndTheEndWhenAllIsKept() {
		ByteBuf first = event("ab");
		StepVerifier.create(this.events, 0)
			.thenRequest(1)
			.then(() -> this.provider.next(first))
			.expectNext(first)
			.thenRequest(1)
			.then(() -> this.provider.next(event("c")).complete())
			.expectNextCount(1)
			.then(() -> assertThat(this.ends).hasSize(1))
			.then(() -> this.kept.complete(null))
			.expectComplete()
			.verify();
		assertThat(first.refCnt()).isEqualTo(1);
		assertThat(recorded()).isEqualTo("abc");
		assertThat(this.ends.getFirst()).isNull();
	}

	@Test
	void theCallersDemandIsTheDemand() {
		StepVerifier.create(this.events, 3).thenCancel().verify();
		this.provider.assertMinRequested(3);
	}

	@Test
	void aStreamGoesOnWithoutItsCaller() {
		ByteBuf unseen = event("d");
		StepVerifier.create(this.events, 1)
			.then(() -> this.provider.next(event("abc")))
			.expectNextCount(1)
			.thenCancel()
			.verify();
		this.provider.assertNotCancelled();
		this.provider.next(unseen);
		assertThat(unseen.refCnt()).isZero();
		this.provider.complete();
		assertThat(recorded()).isEqualTo("abcd");
		assertThat(this.ends).hasSize(1).containsOnlyNulls();
	}

	@Test
	void aStreamThatNobodyTookGoesOnToo() {
		this.events.detach();
		this.provider.next(event("abc")).complete();
		assertThat(recorded()).isEqualTo("abc");
		StepVerifier.create(this.events).expectComplete().verify();
		assertThat(this.ends).hasSize(1);
	}

	@Test
	void aFailureReachesTheCallerWhenTheKeyIsFree() {
		Throwable failure = new IllegalStateException("cut");
		StepVerifier.create(this.events)
			.then(() -> this.provider.error(failure))
			.then(() -> assertThat(this.ends).containsExactly(failure))
			.then(() -> this.kept.complete(null))
			.expectErrorMatches(failure::equals)
			.verify();
	}

	@Test
	void whatIsTooLargeIsDeliveredAllTheSame() {
		StepVerifier.create(this.events)
			.then(() -> this.provider.next(event("0123456789"), event("x"), event("y")).complete())
			.expectNextCount(3)
			.then(() -> this.kept.complete(null))
			.expectComplete()
			.verify();
		assertThat(this.recording.isTooLarge()).isTrue();
		assertThat(this.room).hasValue(100);
	}

	@Test
	void whatIsTooLargeEndsOnceNobodyWillSeeIt() {
		StepVerifier.create(this.events)
			.then(() -> this.provider.next(event("0123456789x")))
			.expectNextCount(1)
			.thenCancel()
			.verify();
		this.provider.next(event("y"));
		this.provider.assertCancelled();
		assertThat(this.ends).hasSize(1).containsOnlyNulls();
	}

	@Test
	void allCopiesShareTheirRoom() {
		Recording first = new Recording(90, this.room);
		first.append(event("a".repeat(60)));
		Recording second = new Recording(90, this.room);
		second.append(event("b".repeat(60)));
		assertThat(first.isTooLarge()).isFalse();
		assertThat(second.isTooLarge()).isTrue();
		assertThat(this.room).hasValue(40);
		first.close();
		first.close();
		assertThat(this.room).hasValue(100);
	}

	@Test
	void anAbortedStreamEndsForAll() {
		StepVerifier.create(this.events)
			.then(() -> this.kept.complete(null))
			.then(() -> this.events.abort(new IllegalStateException("stop")))
			.expectErrorMessage("stop")
			.verify();
		this.provider.assertCancelled();
		assertThat(this.ends).hasSize(1);
	}

}
