package dev.tollgate.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * How soon a model answers, by what calls have seen of it of late. Shared by all routes
 * that lead to it, and kept when the routes are read again; it never waits.
 */
final class Speed {

	/** A call that failed is taken for one whose first token came that late. */
	private static final long FAILED = Duration.ofSeconds(10).toNanos();

	/** A probe of which nothing was heard for so long is given up. */
	private static final long PROBE = Duration.ofSeconds(15).toMillis();

	private final Clock clock;

	private final DecayingMean firstTokens = new DecayingMean();

	private final DecayingMean wholeAnswers = new DecayingMean();

	/** Until when a probe is under way, in milliseconds. */
	private final AtomicLong probedUntil = new AtomicLong(Long.MIN_VALUE);

	Speed(Clock clock) {
		this.clock = clock;
	}

	void firstToken(long nanos) {
		this.firstTokens.add(nanos, this.clock.millis());
		this.probedUntil.set(Long.MIN_VALUE);
	}

	void wholeAnswer(long nanos) {
		this.wholeAnswers.add(nanos, this.clock.millis());
		this.probedUntil.set(Long.MIN_VALUE);
	}

	void failed() {
		firstToken(FAILED);
	}

	/** The mean first-token time in nanoseconds, or null if none was measured. */
	@Nullable Long firstTokenNanos() {
		return this.firstTokens.nanos();
	}

	/** What is compared: of whole answers only where no first token was measured. */
	@Nullable Long nanos() {
		Long first = this.firstTokens.nanos();
		return (first != null) ? first : this.wholeAnswers.nanos();
	}

	/** Whether nothing was measured within the last minute. */
	boolean isStale(Instant at) {
		long now = at.toEpochMilli();
		return !this.firstTokens.isFresh(now) && !this.wholeAnswers.isFresh(now);
	}

	/**
	 * Takes the right to probe, which one call at a time has.
	 * @param at now
	 * @return whether the call is to be sent there to measure it
	 */
	boolean takeProbe(Instant at) {
		long now = at.toEpochMilli();
		long until = this.probedUntil.get();
		return isStale(at) && now >= until && this.probedUntil.compareAndSet(until, now + PROBE);
	}

}
