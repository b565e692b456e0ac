package dev.tollgate.limits;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

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

	/** The last look, by the name of the budget. */
	private volatile Map<String, BudgetState> states = Map.of();

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
		this.states = states.stream().collect(Collectors.toMap((state) -> state.budget().name(), Function.identity()));
		this.limits.forEach((gauge) -> show(gauge, (state) -> state.budget().limit()));
		this.remaining.forEach((gauge) -> show(gauge, BudgetState::remaining));
	}

	/**
	 * Leaves the gauges that are there: one that is replaced is seen twice by who scrapes
	 * at that moment, and Prometheus' library fails such a scrape.
	 */
	private void show(MultiGauge gauge, Function<BudgetState, Usd> amount) {
		gauge.register(this.states.keySet()
			.stream().<MultiGauge
					.Row<?>>map((team) -> MultiGauge.Row.of(Tags.of("team", team), () -> dollars(team, amount)))
			.toList(), false);
	}

	private double dollars(String team, Function<BudgetState, Usd> amount) {
		BudgetState state = this.states.get(team);
		return (state != null) ? amount.apply(state).toDouble() : Double.NaN;
	}

}
