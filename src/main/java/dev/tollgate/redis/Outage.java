package dev.tollgate.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;

/**
 * Remembers that something does not work: while it does not, it is tried only now and
 * then, and the log says it once.
 */
public final class Outage {

	private static final long WORKS = Long.MIN_VALUE;

	private final AtomicLong nextTrial = new AtomicLong(WORKS);

	private final String what;

	private final Duration pause;

	private final Clock clock;

	private final Log logger;

	/**
	 * Creates the memory of something that works.
	 * @param what what is the matter when it does not
	 * @param pause how long it is left alone between two trials
	 * @param clock tells when that is over
	 * @param logger where it is said once
	 */
	public Outage(String what, Duration pause, Clock clock, Log logger) {
		this.what = what;
		this.pause = pause;
		this.clock = clock;
		this.logger = logger;
	}

	/**
	 * Whether it may be used now; during an outage one caller may at a time, to see
	 * whether it works again.
	 * @return true if whoever asks is to try
	 */
	public boolean allows() {
		long next = this.nextTrial.get();
		long now = this.clock.millis();
		return next == WORKS || (now >= next && this.nextTrial.compareAndSet(next, now + this.pause.toMillis()));
	}

	/**
	 * Whether it does not work, as far as is known.
	 * @return true from a failure on until it works again
	 */
	public boolean isOn() {
		return this.nextTrial.get() != WORKS;
	}

	/**
	 * It does not work.
	 * @param reason why
	 */
	public void failed(Throwable reason) {
		if (this.nextTrial.getAndSet(this.clock.millis() + this.pause.toMillis()) == WORKS) {
			// the kind of failure only: a message may name addresses and what was sent
			this.logger.warn(this.what + " (" + reason.getClass().getSimpleName() + ")");
		}
	}

	/** It works. */
	public void worked() {
		if (this.nextTrial.get() != WORKS && this.nextTrial.getAndSet(WORKS) != WORKS) {
			this.logger.info("No longer: " + this.what);
		}
	}

}
