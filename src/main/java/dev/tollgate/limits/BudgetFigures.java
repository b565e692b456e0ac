package dev.tollgate.limits;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Budget;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How it stands with a budget in words; dollars are plain decimals.
 *
 * @param budget the budget
 * @param limitUsd how much there is in each period
 * @param period its length
 * @param spentUsd what was spent in this one, null where nobody knows
 * @param heldUsd what calls that are under way may cost, null where nobody knows
 * @param remainingUsd what may be spent yet, null where nobody knows
 * @param resetsAt when the budget is whole again, null for never
 */
public record BudgetFigures(Budget budget, String limitUsd, String period, @Nullable String spentUsd,
		@Nullable String heldUsd, @Nullable String remainingUsd, @Nullable Instant resetsAt) {

	/**
	 * Says how it stands with budgets, as far as it is known.
	 * @param limits who knows
	 * @param budgets the budgets
	 * @return their figures in the same order
	 */
	public static Mono<List<BudgetFigures>> of(Limits limits, List<Budget> budgets) {
		return Mono.fromFuture(() -> limits.states(budgets))
			.map((states) -> states.stream().map(BudgetFigures::known).toList())
			.onErrorResume(GatewayException.class,
					(_) -> Mono.just(budgets.stream().map(BudgetFigures::unknown).toList()));
	}

	private static BudgetFigures known(BudgetState state) {
		Budget budget = state.budget();
		return new BudgetFigures(budget, budget.limit().toPlainString(), budget.period().label(),
				state.spent().toPlainString(), state.held().toPlainString(), state.remaining().toPlainString(),
				state.resetsAt());
	}

	private static BudgetFigures unknown(Budget budget) {
		return new BudgetFigures(budget, budget.limit().toPlainString(), budget.period().label(), null, null, null,
				null);
	}

}
