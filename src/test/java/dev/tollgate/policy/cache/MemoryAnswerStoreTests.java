package dev.tollgate.policy.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import dev.tollgate.pricing.Usd;
import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryAnswerStoreTests {

	private static final Duration TTL = Duration.ofMinutes(10);

	private final SettableClock clock = new SettableClock();

	private final MemoryAnswerStore store = new MemoryAnswerStore(DataSize.ofKilobytes(100), this.clock);

	@Test
	void whatIsKeptIsFoundUntilItExpires() {
		KeptAnswer answer = answer(100);
		keep(key(1), answer, TTL);
		keep(key(2), answer, TTL.multipliedBy(2));
		this.clock.goOn(TTL.minusMillis(1));
		StepVerifier.create(this.store.find(key(1))).expectNext(answer).verifyComplete();
		this.clock.goOn(Duration.ofMillis(1));
		StepVerifier.create(this.store.find(key(1))).verifyComplete();
		StepVerifier.create(this.store.find(key(2))).expectNext(answer).verifyComplete();
	}

	@Test
	void whatIsKeptAgainLivesAsLongAsItsLastTime() {
		keep(key(1), answer(1), TTL);
		KeptAnswer second = answer(2);
		keep(key(1), second, TTL.multipliedBy(3));
		this.clock.goOn(TTL.multipliedBy(2));
		StepVerifier.create(this.store.find(key(1))).expectNext(second).verifyComplete();
	}

	@Test
	void allTogetherStaysWithinTheLimit() {
		for (int i = 0; i < 1000; i++) {
			keep(key(i), answer(680), TTL);
		}
		assertThat(this.store.size()).isBetween(50L, 102L);
	}

	@Test
	void whatIsLargerThanTheLimitIsNotKept() {
		keep(key(1), answer(200_000), TTL);
		assertThat(this.store.size()).isZero();
		StepVerifier.create(this.store.find(key(1))).verifyComplete();
	}

	@Test
	void nothingHappensBeforeSomebodyWantsIt() {
		var later = this.store.find(key(1));
		keep(key(1), answer(1), TTL);
		StepVerifier.create(later).expectNextCount(1).verifyComplete();
		var _ = this.store.keep(key(2), answer(1), TTL);
		StepVerifier.create(this.store.find(key(2))).verifyComplete();
	}

	@Test
	void findingStaysOnTheThread() {
		keep(key(1), answer(1), TTL);
		AtomicReference<Thread> thread = new AtomicReference<>();
		StepVerifier.create(this.store.find(key(1)).doOnNext((_) -> thread.set(Thread.currentThread())))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(thread).hasValue(Thread.currentThread());
	}

	private void keep(CacheKey key, KeptAnswer answer, Duration ttl) {
		StepVerifier.create(this.store.keep(key, answer, ttl)).verifyComplete();
	}

	static CacheKey key(long number) {
		return new CacheKey(number, 2, 3, 4);
	}

	static KeptAnswer answer(int size) {
		return new KeptAnswer(new byte[size], "openai", "gpt-4o", Usd.of("0.000123"), Instant.EPOCH);
	}

}
