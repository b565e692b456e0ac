package dev.tollgate.limits;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the gateway refuses calls because it is too busy itself.
 *
 * @param minCalls how many calls may be in flight however late the event loops are
 * @param maxCalls how many may be in flight at all
 * @param targetDelay by how much the event loops may be late without a pause
 * @param maxDirectMemory the share of direct memory that may be in use, in percent
 */
@ConfigurationProperties("tollgate.overload")
record OverloadProperties(@DefaultValue("200") int minCalls, @DefaultValue("10000") int maxCalls,
		@DefaultValue("100ms") Duration targetDelay, @DefaultValue("80") int maxDirectMemory) {

	OverloadProperties {
		check("min-calls", minCalls >= 1, "it must be at least 1");
		check("max-calls", maxCalls >= minCalls, "it must be at least min-calls, which is " + minCalls);
		check("target-delay", targetDelay.toMillis() >= 1, "it must be at least 1ms");
		check("max-direct-memory", maxDirectMemory >= 1 && maxDirectMemory <= 100, "it must be from 1 to 100 percent");
	}

	private static void check(String key, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationException("tollgate.overload." + key, reason);
		}
	}

}
