package dev.tollgate.keys;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Keys that share a budget. A team's name stands for it in the ledger, and is never
 * changed.
 *
 * @param id its id
 * @param name its name
 * @param budget what its keys may spend together, or null for any amount
 * @param createdAt when it was made
 * @param number orders teams by their creation
 */
public record Team(String id, String name, @Nullable BudgetTerms budget, Instant createdAt, long number) {

	/** What stands where a team would, for keys that have none. */
	public static final String NONE = "none";

	/** What every id begins with. */
	public static final String ID_PREFIX = "team_";

}
