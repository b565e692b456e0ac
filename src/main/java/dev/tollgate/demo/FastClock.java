package dev.tollgate.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that begins where it is told to and, once it is let run, runs faster than the
 * machine's. Until then it stands still.
 */
final class FastClock extends Clock {

	private final Instant start;

	private final double speed;

	private final LongSupplier nanos;

	private volatile long began;

	private volatile boolean running;

	/**
	 * Makes a clock.
	 * @param start its first instant
	 * @param speed how many times faster it runs
	 * @param nanos the time that passes, for instance {@link System#nanoTime()}
	 */
	FastClock(Instant start, double speed, LongSupplier nanos) {
		this.start = start;
		this.speed = speed;
		this.nanos = nanos;
	}

	void run() {
		this.began = this.nanos.getAsLong();
		this.running = true;
	}

	@Override
	public Instant instant() {
		if (!this.running) {
			return this.start;
		}
		double seconds = (this.nanos.getAsLong() - this.began) * this.speed / 1e9;
		long whole = (long) seconds;
		return this.start.plusSeconds(whole).plusNanos((long) ((seconds - whole) * 1e9));
	}

	/** How long it has run by its own time. */
	Duration elapsed() {
		return Duration.between(this.start, instant());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("Whoever needs a zone names it");
	}

}
