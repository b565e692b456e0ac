package dev.tollgate.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands where a test has set it.
 */
public final class SettableClock extends Clock {

	/** A Monday, 20:00 in Shanghai: outside DeepSeek's peak hours. */
	public static final Instant EVENING_IN_CHINA = Instant.parse("2026-11-23T12:00:00Z");

	/** A Monday, 10:00 in Shanghai: in DeepSeek's peak hours. */
	public static final Instant MORNING_IN_CHINA = Instant.parse("2026-11-23T02:00:00Z");

	private volatile Instant now;

	/** Creates a clock that stands at {@link #EVENING_IN_CHINA}. */
	public SettableClock() {
		this(EVENING_IN_CHINA);
	}

	/**
	 * Creates a clock.
	 * @param now where it stands
	 */
	public SettableClock(Instant now) {
		this.now = now;
	}

	/**
	 * Sets it, also back.
	 * @param now where it stands from now on
	 */
	public void set(Instant now) {
		this.now = now;
	}

	/**
	 * Lets time pass.
	 * @param time how much
	 */
	public void goOn(Duration time) {
		this.now = this.now.plus(time);
	}

	@Override
	public Instant instant() {
		return this.now;
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
