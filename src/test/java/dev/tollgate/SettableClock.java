package dev.tollgate;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands where a test has set it.
 */
final class SettableClock extends Clock {

	/** A Monday, 20:00 in Shanghai: outside DeepSeek's peak hours. */
	static final Instant EVENING_IN_CHINA = Instant.parse("2026-11-23T12:00:00Z");

	/** A Monday, 10:00 in Shanghai: in DeepSeek's peak hours. */
	static final Instant MORNING_IN_CHINA = Instant.parse("2026-11-23T02:00:00Z");

	private volatile Instant now = EVENING_IN_CHINA;

	void set(Instant now) {
		this.now = now;
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
