package dev.tollgate.limits;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Budget;

import org.springframework.stereotype.Component;

/**
 * The limits and budgets of keys and teams: whether a call may start now.
 */
@Component
public final class Limits {

	private final Counters counters;

	private final LimitProperties properties;

	private final Clock clock;

	Limits(Counters counters, LimitProperties properties, Clock clock) {
		this.counters = counters;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Asks for what a request needs, all of it or nothing; to be asked for callers who
	 * have limits.
	 * @param claim what it needs
	 * @return what it got, to be ended when the request is over, or a failure of type
	 * {@link GatewayException}; it may come on any thread, and mostly is there at once
	 */
	public CompletableFuture<Grant> admit(Claim claim) {
		return this.counters.admit(claim);
	}

	/**
	 * Whether a budget does not stand in the way of calls that have no price: then it
	 * does not bound them.
	 * @return false unless the operator has said so
	 */
	public boolean allowsUnpriced() {
		return this.properties.unpricedModels() == LimitProperties.Unpriced.ALLOW;
	}

	/**
	 * How it stands with budgets.
	 * @param budgets the budgets
	 * @return their states in the same order, or a failure of type
	 * {@link GatewayException}
	 */
	public CompletableFuture<List<BudgetState>> states(List<Budget> budgets) {
		if (budgets.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		return this.counters.states(budgets, this.clock.instant())
			.orTimeout(Counters.LEDGER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((failure) -> {
				throw Rejections.budgetUnknown();
			});
	}

}
