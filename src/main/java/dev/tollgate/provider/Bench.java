package dev.tollgate.provider;

import java.time.Duration;

import dev.tollgate.chat.GatewayException.RateLimited;
import org.jspecify.annotations.Nullable;

/**
 * Why and until when a key is not used. It stays on the record until a call succeeds, so
 * that the next bench of a key that is limited again is longer.
 *
 * @param cause {@code RATE_LIMITED}, {@code EXHAUSTED} or {@code REFUSED}
 * @param until the end in nanoseconds of the gateway's own time
 * @param round which bench in a row it is, from 0
 */
record Bench(KeyState.Status cause, long until, int round) {

	private static final long FIRST_NANOS = 1_000_000_000L;

	private static final int MAX_DOUBLINGS = 5;

	private static final long LONGEST_NANOS = 30 * FIRST_NANOS;

	/** However long a provider says: what is wrong is found out by asking again. */
	private static final long LONGEST_TOLD_NANOS = Duration.ofHours(1).toNanos();

	/**
	 * The bench of a key that was rate limited.
	 * @param before the bench on the record
	 * @param limited what the provider said
	 */
	static Bench rateLimited(@Nullable Bench before, RateLimited limited, long now) {
		int round = round(before, now);
		Duration told = limited.retryAfter();
		long nanos;
		if (told != null && !told.isZero()) {
			nanos = (told.getSeconds() > 3600) ? LONGEST_TOLD_NANOS : told.toNanos();
		}
		else {
			nanos = Math.min(FIRST_NANOS << Math.min(round, MAX_DOUBLINGS), LONGEST_NANOS);
		}
		return longer(before, new Bench(KeyState.Status.RATE_LIMITED, now + nanos, round));
	}

	static Bench of(KeyState.Status cause, @Nullable Bench before, long nanos, long now) {
		return longer(before, new Bench(cause, now + nanos, round(before, now)));
	}

	/** Answers to calls of before the bench do not make it a second one. */
	private static int round(@Nullable Bench before, long now) {
		if (before == null) {
			return 0;
		}
		return before.isOver(now) ? before.round + 1 : before.round;
	}

	private static Bench longer(@Nullable Bench before, Bench next) {
		return (before != null && before.until - next.until > 0) ? before : next;
	}

	boolean isOver(long now) {
		return now - this.until >= 0;
	}

	/** Whether the first call after it is to go alone. */
	boolean isDoubtful() {
		return this.cause != KeyState.Status.RATE_LIMITED;
	}

}
