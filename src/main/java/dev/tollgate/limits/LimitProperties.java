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
 */
@ConfigurationProperties("tollgate.limits")
record LimitProperties(@DefaultValue("refuse") Unpriced unpricedModels, @DefaultValue("1m") Duration reconcile) {

	LimitProperties {
		if (reconcile.toMillis() < 10) {
			throw new InvalidConfigurationException("tollgate.limits.reconcile", "it must be at least 10ms");
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
