package dev.tollgate.keys;

import java.time.Instant;

import dev.tollgate.keys.Budget.Payer;
import org.jspecify.annotations.Nullable;

/**
 * Keys that share a budget. A team's name stands for it in the ledger, and is never
 * changed.
 *
 * @param id its id
 * @param name its name
 * @param terms what its keys may spend together, or null for any amount
 * @param createdAt when it was made
 * @param number orders teams by their creation
 */
public record Team(String id, String name, @Nullable BudgetTerms terms, Instant createdAt, long number) {

	/** What stands where a team would, for keys that have none. */
	public static final String NONE = "none";

	/** What every id begins with. */
	public static final String ID_PREFIX = "team_";

	/**
	 * The budget of all its keys together.
	 * @return the budget, or null if it has none
	 */
	public @Nullable Budget budget() {
		return (this.terms != null) ? new Budget(Payer.TEAM, this.name, this.terms.limit(), this.terms.period()) : null;
	}

}
