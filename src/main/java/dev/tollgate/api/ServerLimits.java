package dev.tollgate.api;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a caller's connection may keep the gateway waiting.
 *
 * @param headTimeout from the first byte of a request to the end of its head
 * @param bodyTimeout from there to the end of its body, and a second more for each 8 KB
 * that came
 * @param bodyIdleTimeout without a byte of a body that is due
 * @param idleTimeout between requests, longer than the 60 s of most balancers in front
 * @param writeIdleTimeout without a byte being taken of an answer
 */
@ConfigurationProperties("tollgate.server")
record ServerLimits(@DefaultValue("10s") Duration headTimeout, @DefaultValue("60s") Duration bodyTimeout,
		@DefaultValue("10s") Duration bodyIdleTimeout, @DefaultValue("75s") Duration idleTimeout,
		@DefaultValue("60s") Duration writeIdleTimeout) {

	/** What a body must bring at least once its time is over, about 8 KB a second. */
	private static final long BYTES_A_MILLI = 8;

	ServerLimits {
		check("head-timeout", headTimeout);
		check("body-timeout", bodyTimeout);
		check("body-idle-timeout", bodyIdleTimeout);
		check("idle-timeout", idleTimeout);
		check("write-idle-timeout", writeIdleTimeout);
	}

	private static void check(String key, Duration timeout) {
		if (timeout.toMillis() < 1) {
			throw new InvalidConfigurationException("tollgate.server." + key, "it must be positive");
		}
	}

	boolean headIsLate(long millis) {
		return millis >= this.headTimeout.toMillis();
	}

	boolean bodyIsLate(long millis, long quietMillis, long bytes) {
		return quietMillis >= this.bodyIdleTimeout.toMillis()
				|| millis >= this.bodyTimeout.toMillis() + bytes / BYTES_A_MILLI;
	}

	boolean isIdle(long millis) {
		return millis >= this.idleTimeout.toMillis();
	}

	boolean isStalled(long millis) {
		return millis >= this.writeIdleTimeout.toMillis();
	}

}
