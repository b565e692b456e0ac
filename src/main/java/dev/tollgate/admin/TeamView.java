package dev.tollgate.admin;

import java.time.Instant;

import dev.tollgate.keys.BudgetTerms;
import dev.tollgate.keys.Team;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A team as administrators see it.
 *
 * @param id its id
 * @param name its name, as in the ledger
 * @param budgetUsd how many dollars its keys may spend together in each period, or null
 * for any number
 * @param budgetPeriod after which time the budget is whole again
 * @param createdAt when it was made
 */
@JsonNaming(SnakeCaseStrategy.class)
record TeamView(String id, String name, @Nullable String budgetUsd, @Nullable String budgetPeriod, Instant createdAt) {

	static TeamView of(Team team) {
		BudgetTerms budget = team.budget();
		return new TeamView(team.id(), team.name(), (budget != null) ? budget.limit().toPlainString() : null,
				(budget != null) ? budget.period().label() : null, team.createdAt());
	}

}
