package dev.tollgate.limits;

import java.time.Instant;

import dev.tollgate.keys.Budget;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a budget.
 *
 * @param budget the budget
 * @param spent what was spent in this period
 * @param held what calls that are under way may cost
 * @param resetsAt when the budget is whole again, or null for never
 */
public record BudgetState(Budget budget, Usd spent, Usd held, @Nullable Instant resetsAt) {

	/**
	 * What can be spent yet.
	 * @return the rest, nothing where more was spent than may be
	 */
	public Usd remaining() {
		return new Usd(Math.max(0, room()));
	}

	/** The rest in pico-dollars, below zero where there is less than nothing. */
	long room() {
		long room = this.budget.limit().pico() - this.spent.pico();
		return (room <= 0) ? room : room - this.held.pico();
	}

}
