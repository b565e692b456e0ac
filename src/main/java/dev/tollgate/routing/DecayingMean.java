package dev.tollgate.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The mean of what was measured of late: a measurement counts half as much after a
 * minute.
 */
final class DecayingMean {

	static final Duration HALF_LIFE = Duration.ofMinutes(1);

	private final AtomicReference<@Nullable State> state = new AtomicReference<>();

	/**
	 * Adds a measurement.
	 * @param value the value in nanoseconds
	 * @param now the time in milliseconds
	 */
	void add(long value, long now) {
		this.state.updateAndGet((before) -> (before != null) ? before.with(value, now) : new State(value, 1, now));
	}

	/** The mean in nanoseconds, or null if nothing was ever measured. */
	@Nullable Long nanos() {
		State known = this.state.get();
		return (known != null) ? Math.round(known.mean) : null;
	}

	/** Whether the last measurement is no older than a half-life. */
	boolean isFresh(long now) {
		State known = this.state.get();
		return known != null && now - known.at <= HALF_LIFE.toMillis();
	}

	/**
	 * What is known.
	 *
	 * @param mean the mean in nanoseconds
	 * @param weight how many measurements of now it stands for
	 * @param at when the last one was, in milliseconds
	 */
	private record State(double mean, double weight, long at) {

		State with(long value, long now) {
			// a clock that was set back makes nothing heavier
			double age = Math.max(0, now - this.at) / (double) HALF_LIFE.toMillis();
			double weight = this.weight * Math.pow(0.5, age) + 1;
			return new State(this.mean + (value - this.mean) / weight, weight, Math.max(now, this.at));
		}

	}

}
