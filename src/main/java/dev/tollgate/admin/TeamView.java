package dev.tollgate.admin;

import java.time.Instant;

import dev.tollgate.keys.Team;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A team as administrators see it; all but its ids and dates is null where it has no
 * budget.
 *
 * @param id its id
 * @param name its name, as in the ledger
 * @param budgetUsd how many dollars its keys may spend together in each period
 * @param budgetPeriod after which time the budget is whole again
 * @param spentUsd what they have spent in this one; null where the ledger is away
 * @param heldUsd what their calls that are under way may cost
 * @param remainingUsd what they may spend yet
 * @param resetsAt when the budget is whole again, null for never
 * @param createdAt when it was made
 */
@JsonNaming(SnakeCaseStrategy.class)
record TeamView(String id, String name, @Nullable String budgetUsd, @Nullable String budgetPeriod,
		@Nullable String spentUsd, @Nullable String heldUsd, @Nullable String remainingUsd, @Nullable Instant resetsAt,
		Instant createdAt) {

	static TeamView of(Team team, Budgeted budget) {
		return new TeamView(team.id(), team.name(), budget.limit(), budget.period(), budget.spent(), budget.held(),
				budget.remaining(), budget.resetsAt(), team.createdAt());
	}

}
