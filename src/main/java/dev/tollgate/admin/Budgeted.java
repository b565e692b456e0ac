package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.tollgate.keys.Budget;
import dev.tollgate.limits.BudgetFigures;
import dev.tollgate.limits.Limits;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The budget of a key or team that may have none: then all of it is null.
 *
 * @param figures how it stands with it
 */
record Budgeted(@Nullable BudgetFigures figures) {

	/**
	 * Says of each of some things how it stands with its budget.
	 * @param limits who knows
	 * @param things the things
	 * @param budget the budget of a thing, or null if it has none
	 * @param view what is made of a thing and its budget
	 * @return the views in the same order
	 */
	static <S, T> Mono<List<T>> views(Limits limits, List<S> things, Function<S, @Nullable Budget> budget,
			BiFunction<S, Budgeted, T> view) {
		List<Budget> budgets = things.stream()
			.flatMap((thing) -> Optional.ofNullable(budget.apply(thing)).stream())
			.toList();
		return BudgetFigures.of(limits, budgets).map((all) -> {
			Map<Budget, BudgetFigures> figures = all.stream()
				.collect(Collectors.toMap(BudgetFigures::budget, Function.identity()));
			return things.stream().map((thing) -> {
				Budget its = budget.apply(thing);
				return view.apply(thing, new Budgeted((its != null) ? figures.get(its) : null));
			}).toList();
		});
	}

	@Nullable String limit() {
		return text(BudgetFigures::limitUsd);
	}

	@Nullable String period() {
		return text(BudgetFigures::period);
	}

	@Nullable String spent() {
		return text(BudgetFigures::spentUsd);
	}

	@Nullable String held() {
		return text(BudgetFigures::heldUsd);
	}

	@Nullable String remaining() {
		return text(BudgetFigures::remainingUsd);
	}

	@Nullable Instant resetsAt() {
		return (this.figures != null) ? this.figures.resetsAt() : null;
	}

	private @Nullable String text(Function<BudgetFigures, @Nullable String> figure) {
		return (this.figures != null) ? figure.apply(this.figures) : null;
	}

}
