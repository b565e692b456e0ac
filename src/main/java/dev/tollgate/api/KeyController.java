package dev.tollgate.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.ApiKeys;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Caller;
import dev.tollgate.keys.Team;
import dev.tollgate.limits.BudgetFigures;
import dev.tollgate.limits.Limits;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a caller may know of its own key.
 */
@RestController
class KeyController {

	private final ApiKeys keys;

	private final Limits limits;

	KeyController(ApiKeys keys, Limits limits) {
		this.keys = keys;
		this.limits = limits;
	}

	@GetMapping("/v1/key")
	Mono<OwnKey> key(ServerWebExchange exchange) {
		Caller caller = AuthenticationFilter.caller(exchange);
		return BudgetFigures.of(this.limits, caller.allowance().budgets())
			.map((budgets) -> OwnKey.of(caller, this.keys.keyOf(caller), budgets.stream().map(OwnBudget::of).toList()));
	}

	/** A key, and what it allows; null means no limit. */
	@JsonNaming(SnakeCaseStrategy.class)
	record OwnKey(@Nullable String id, String name, @Nullable String team, boolean administrator,
			@Nullable List<String> models, @Nullable Integer requestsPerMinute, @Nullable Long tokensPerMinute,
			@Nullable Integer concurrency, @Nullable Instant expiresAt, List<OwnBudget> budgets) {

		static OwnKey of(Caller caller, @Nullable ApiKey key, List<OwnBudget> budgets) {
			Allowance allowance = caller.allowance();
			List<String> models = (key != null) ? key.settings().models() : List.of();
			return new OwnKey((key != null) ? key.id() : null, caller.key(),
					caller.team().equals(Team.NONE) ? null : caller.team(), caller.administrator(),
					models.isEmpty() ? null : models, allowance.requestsPerMinute(), allowance.tokensPerMinute(),
					allowance.concurrency(), (key != null) ? key.settings().expiresAt() : null, budgets);
		}

	}

	/** How it stands with a budget; what was spent is null where nobody knows. */
	@JsonNaming(SnakeCaseStrategy.class)
	record OwnBudget(String payer, String name, String limitUsd, @Nullable String spentUsd, @Nullable String heldUsd,
			@Nullable String remainingUsd, String period, @Nullable Instant resetsAt) {

		static OwnBudget of(BudgetFigures figures) {
			Budget budget = figures.budget();
			return new OwnBudget(budget.payer().name().toLowerCase(Locale.ROOT), budget.name(), figures.limitUsd(),
					figures.spentUsd(), figures.heldUsd(), figures.remainingUsd(), figures.period(),
					figures.resetsAt());
		}

	}

}
