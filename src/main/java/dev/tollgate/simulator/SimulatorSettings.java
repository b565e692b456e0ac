package dev.tollgate.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link Simulator} listens and how fast it speaks.
 *
 * @param port the loopback port, 0 for any that is free
 * @param firstToken the pause before the first token, zero for none
 * @param betweenEvents the pause between the events of a stream, zero for none
 * @param clock where timestamps in answers and in the call log come from
 */
public record SimulatorSettings(int port, Duration firstToken, Duration betweenEvents, Clock clock) {

	public SimulatorSettings {
		Objects.requireNonNull(clock);
		if (port < 0 || port > 65535) {
			throw new IllegalArgumentException("The simulator's port must be 0 to 65535, not " + port);
		}
		if (firstToken.isNegative() || betweenEvents.isNegative()) {
			throw new IllegalArgumentException("The simulator's pauses must not be negative");
		}
	}

}
