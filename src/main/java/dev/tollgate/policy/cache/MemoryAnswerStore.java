package dev.tollgate.policy.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

/**
 * Answers in the memory of this gateway, all of them together within a limit. Nothing of
 * it leaves the thread that calls.
 */
public final class MemoryAnswerStore implements AnswerStore {

	/** The key, the objects around the answer and what Caffeine needs for an entry. */
	private static final int OVERHEAD = 320;

	private final Cache<CacheKey, Entry> entries;

	/**
	 * Makes an empty store.
	 * @param size what the answers may take together, with what it takes to keep them
	 * @param clock tells when they expire
	 */
	public MemoryAnswerStore(DataSize size, Clock clock) {
		this.entries = Caffeine.newBuilder()
			.maximumWeight(size.toBytes())
			.weigher((CacheKey key, Entry entry) -> weight(entry.answer()))
			.ticker(() -> nanos(clock.instant()))
			.expireAfter(Expiry.creating((CacheKey key, Entry entry) -> entry.ttl()))
			.executor(Runnable::run)
			.build();
	}

	private static long nanos(Instant instant) {
		return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
	}

	private static int weight(KeptAnswer answer) {
		return OVERHEAD + answer.completion().length + answer.provider().length() + answer.model().length();
	}

	@Override
	public Mono<KeptAnswer> find(CacheKey key) {
		return Mono.fromSupplier(() -> {
			Entry entry = this.entries.getIfPresent(key);
			return (entry != null) ? entry.answer() : null;
		});
	}

	@Override
	public Mono<Void> keep(CacheKey key, KeptAnswer answer, Duration ttl) {
		return Mono.fromRunnable(() -> {
			// written anew, as what an entry is replaced by would live as long as it did
			this.entries.invalidate(key);
			this.entries.put(key, new Entry(answer, ttl));
		});
	}

	/**
	 * How many answers there are.
	 * @return the number, those included that expired and have not been looked for
	 */
	long size() {
		this.entries.cleanUp();
		return this.entries.estimatedSize();
	}

	private record Entry(KeptAnswer answer, Duration ttl) {
	}

}
