package dev.tollgate.limits;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * By how much one event loop is late: it looks at the clock ten times a second, and what
 * it is late by is what everything else on that loop waits, too. A single late look is a
 * burst or a collection of garbage; the delay that stands is the least of an interval
 * (CoDel, RFC 8289 section 3).
 */
final class LoopDelay implements Runnable {

	static final Duration PERIOD = Duration.ofMillis(100);

	static final Duration INTERVAL = Duration.ofMillis(500);

	private final LongSupplier nanoTime;

	private long least = Long.MAX_VALUE;

	private long intervalEnd;

	private volatile long due;

	private volatile long standing;

	LoopDelay(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		long now = nanoTime.getAsLong();
		this.due = now + PERIOD.toNanos();
		this.intervalEnd = now + INTERVAL.toNanos();
	}

	/** Looks, on the loop; is to be called again a period later. */
	@Override
	public void run() {
		long now = this.nanoTime.getAsLong();
		this.least = Math.min(this.least, Math.max(0, now - this.due));
		if (now - this.intervalEnd >= 0) {
			this.standing = this.least;
			this.least = Long.MAX_VALUE;
			this.intervalEnd = now + INTERVAL.toNanos();
		}
		this.due = now + PERIOD.toNanos();
	}

	/** The delay that stands, in nanoseconds; asked for on any thread. */
	long nanos() {
		long overdue = this.nanoTime.getAsLong() - this.due;
		// a loop that has not come round for so long would otherwise have no delay at all
		return (overdue > INTERVAL.toNanos()) ? overdue : this.standing;
	}

}
