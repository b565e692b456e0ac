package dev.tollgate.keys;

import dev.tollgate.pricing.Usd;

/**
 * How much may be spent in a period, by one key or by all keys of a team together.
 *
 * @param payer whose it is
 * @param name the key's or the team's name
 * @param limit how much may be spent in each period
 * @param period after which time the budget is whole again
 */
public record Budget(Payer payer, String name, Usd limit, BudgetPeriod period) {

	/** Who has a budget. */
	public enum Payer {

		/** One key. */
		KEY,

		/** All keys of a team. */
		TEAM

	}
}
