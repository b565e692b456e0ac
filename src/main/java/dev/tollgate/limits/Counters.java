package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;

/**
 * Where limits are counted.
 */
interface Counters {

	/** How long somebody waits to hear from the ledger what was spent. */
	Duration LEDGER_PATIENCE = Duration.ofSeconds(2);

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

	/**
	 * What was spent of all budgets that are counted now.
	 * @return the sums, or a failure
	 */
	CompletableFuture<Map<Account, Usd>> spent();

	/**
	 * Adds what was not counted, unless something else was meanwhile.
	 * @param account whose it is
	 * @param counted what was counted when that was found
	 * @param missing what is to be added
	 */
	void correct(Account account, Usd counted, Usd missing);

	/**
	 * Whether limits are counted otherwise than they should be, as others cannot be
	 * asked.
	 * @return true while that is so
	 */
	default boolean isDegraded() {
		return false;
	}

	/** Tells others that this gateway is there; to be called once a second. */
	default void beat() {
		// there are no others
	}

	/** Drops what is of no use any more. */
	void sweep();

}
