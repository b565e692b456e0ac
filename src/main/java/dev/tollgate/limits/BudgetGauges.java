package dev.tollgate.limits;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.tollgate.keys.ApiKeys;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Team;
import dev.tollgate.pricing.Usd;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * What is left of the budgets of teams, as it was when it was looked at last. Those of
 * keys are not shown: there may be any number of them.
 */
@Component
final class BudgetGauges implements MeterBinder {

	private final List<MultiGauge> limits = new CopyOnWriteArrayList<>();

	private final List<MultiGauge> remaining = new CopyOnWriteArrayList<>();

	private final ApiKeys keys;

	private final Limits source;

	private volatile CompletableFuture<?> looking = CompletableFuture.completedFuture(null);

	BudgetGauges(ApiKeys keys, Limits source) {
		this.keys = keys;
		this.source = source;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.limits.add(MultiGauge.builder("tollgate.budget.limit")
			.description("What the keys of a team may spend together in each period of its budget")
			.baseUnit("usd")
			.register(registry));
		this.remaining.add(MultiGauge.builder("tollgate.budget.remaining")
			.description("What of that is neither spent nor held by calls that are under way")
			.baseUnit("usd")
			.register(registry));
	}

	/** Looks anew, unless the last look goes on. */
	void look() {
		if (!this.looking.isDone()) {
			return;
		}
		List<Budget> budgets = this.keys.teams()
			.stream()
			.filter((team) -> team.terms() != null)
			.map(Team::budget)
			.map(Objects::requireNonNull)
			.toList();
		this.looking = this.source.states(budgets).thenAccept(this::show);
	}

	private void show(List<BudgetState> states) {
		this.limits.forEach((gauge) -> gauge.register(rows(states, (state) -> state.budget().limit()), true));
		this.remaining.forEach((gauge) -> gauge.register(rows(states, BudgetState::remaining), true));
	}

	private static Iterable<MultiGauge.Row<?>> rows(List<BudgetState> states, Function<BudgetState, Usd> amount) {
		return states.stream().<MultiGauge.Row<?>>map((state) -> {
			double dollars = amount.apply(state).toDouble();
			return MultiGauge.Row.of(Tags.of("team", state.budget().name()), () -> dollars);
		}).toList();
	}

}
