package dev.tollgate;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway ends.
 *
 * @param drain how long calls that run may go on after the gateway was told to end
 */
@ConfigurationProperties("tollgate.server")
record ShutdownProperties(@DefaultValue("60s") Duration drain) {

	static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	/** What those need at least that are ended, to be told so. */
	private static final Duration FAREWELL = Duration.ofSeconds(2);

	ShutdownProperties {
		if (drain.isNegative()) {
			throw new InvalidConfigurationException("tollgate.server.drain", "it must not be negative");
		}
	}

	/** Refuses a phase of the shutdown that would be over before the calls are told. */
	void checkFits(Duration phaseTimeout) {
		if (phaseTimeout.compareTo(this.drain.plus(FAREWELL)) < 0) {
			throw new InvalidConfigurationException(PHASE_TIMEOUT,
					"it must be longer than tollgate.server.drain by " + FAREWELL.toSeconds() + " s at least");
		}
	}

}
