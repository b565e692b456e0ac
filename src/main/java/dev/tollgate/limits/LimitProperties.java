package dev.tollgate.limits;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the limits and budgets of keys are counted.
 *
 * @param unpricedModels whether a caller with a budget may call models without a price,
 * which no budget can bound
 * @param reconcile how often budgets are compared with the ledger
 * @param redisTimeout how long a request waits for Redis before it is admitted without
 * @param lease how long what a gateway has been granted outlives it, if it dies; renewed
 * three times as often
 * @param outageSlice how many percent of what was left of a budget a gateway may spend
 * while Redis is away
 */
@ConfigurationProperties("tollgate.limits")
record LimitProperties(@DefaultValue("refuse") Unpriced unpricedModels, @DefaultValue("1m") Duration reconcile,
		@DefaultValue("50ms") Duration redisTimeout, @DefaultValue("60s") Duration lease,
		@DefaultValue("1") int outageSlice) {

	LimitProperties {
		check("reconcile", reconcile.toMillis() >= 10, "it must be at least 10ms");
		check("redis-timeout", redisTimeout.toMillis() >= 1, "it must be at least 1ms");
		check("lease", lease.toSeconds() >= 5, "it must be at least 5s");
		check("outage-slice", outageSlice >= 0 && outageSlice <= 100, "it must be from 0 to 100 percent");
	}

	private static void check(String key, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationException("tollgate.limits." + key, reason);
		}
	}

	/** What becomes of a call to a model without a price under a budget. */
	enum Unpriced {

		/** It is refused. */
		REFUSE,

		/** It is made, and costs the budget nothing. */
		ALLOW

	}

}
