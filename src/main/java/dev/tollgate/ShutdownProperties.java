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

	ShutdownProperties {
		if (drain.isNegative()) {
			throw new InvalidConfigurationException("tollgate.server.drain", "it must not be negative");
		}
	}

}
