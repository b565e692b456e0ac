package dev.tollgate.limits;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Budget;

/**
 * Where limits are counted.
 */
interface Counters {

	/**
	 * Takes what a request asks of all of its caller's limits, or of none.
	 * @param claim what it asks
	 * @return what it got, or a failure of type {@link GatewayException}
	 */
	CompletableFuture<Grant> admit(Claim claim);

	/**
	 * How it stands with budgets.
	 * @param budgets the budgets
	 * @param now the present instant
	 * @return their states in the same order, or a failure
	 */
	CompletableFuture<List<BudgetState>> states(List<Budget> budgets, Instant now);

}
