package dev.tollgate.keys;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a key allows its caller.
 *
 * @param models the names of models that may be asked for, as callers say them; none
 * stands for all
 * @param requestsPerMinute how many requests may begin in a minute, or null for any
 * number
 * @param tokensPerMinute how many tokens may be used in a minute, or null for any number
 * @param concurrency how many requests may be under way, or null for any number
 * @param budgets the key's own and its team's, if they have one
 */
public record Allowance(Set<String> models, @Nullable Integer requestsPerMinute, @Nullable Long tokensPerMinute,
		@Nullable Integer concurrency, List<Budget> budgets) {

	/** Everything, as often as one likes. */
	public static final Allowance UNLIMITED = new Allowance(Set.of(), null, null, null, List.of());

	public Allowance {
		models = Set.copyOf(models);
		budgets = List.copyOf(budgets);
	}

	/**
	 * Whether there is nothing to count before a call.
	 * @return true if neither a rate nor a budget limits the caller
	 */
	public boolean isUnlimited() {
		return !hasRates() && this.budgets.isEmpty();
	}

	/**
	 * Whether there is anything to count but money.
	 * @return true if requests, tokens or requests under way are limited
	 */
	public boolean hasRates() {
		return this.requestsPerMinute != null || this.tokensPerMinute != null || this.concurrency != null;
	}

	/**
	 * What is asked once for a request that may make several calls, each of which has to
	 * fit into the budgets itself.
	 * @return all but the budgets
	 */
	public Allowance withoutBudgets() {
		return this.budgets.isEmpty() ? this
				: new Allowance(this.models, this.requestsPerMinute, this.tokensPerMinute, this.concurrency, List.of());
	}

	/**
	 * What is left for a call that is made on behalf of a request: its cost counts, while
	 * rates and models were asked for with the request.
	 * @return the budgets and nothing else
	 */
	public Allowance budgetsOnly() {
		return this.budgets.isEmpty() ? UNLIMITED : new Allowance(Set.of(), null, null, null, this.budgets);
	}

}
