package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.KeySettings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A key as administrators see it; null means no limit.
 *
 * @param id its id
 * @param key the key itself, there only when it was just made
 * @param name its name, as in the ledger
 * @param hint how the key ends
 * @param status {@code active}, {@code expired} or {@code revoked}
 * @param team the team that pays
 * @param models the names that may be asked for
 * @param requestsPerMinute how many requests may begin in a minute
 * @param tokensPerMinute how many tokens may be used in a minute
 * @param concurrency how many requests may be under way
 * @param budgetUsd how many dollars may be spent in each period
 * @param budgetPeriod after which time the budget is whole again
 * @param spentUsd what was spent in this one; null where the ledger is away
 * @param heldUsd what calls that are under way may cost
 * @param remainingUsd what may be spent yet
 * @param resetsAt when the budget is whole again, null for never
 * @param expiresAt from when on the key is not valid any more
 * @param createdAt when it was made
 * @param revokedAt when it was revoked
 */
@JsonNaming(SnakeCaseStrategy.class)
record KeyView(String id, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key, String name, String hint,
		String status, @Nullable String team, @Nullable List<String> models, @Nullable Integer requestsPerMinute,
		@Nullable Long tokensPerMinute, @Nullable Integer concurrency, @Nullable String budgetUsd,
		@Nullable String budgetPeriod, @Nullable String spentUsd, @Nullable String heldUsd,
		@Nullable String remainingUsd, @Nullable Instant resetsAt, @Nullable Instant expiresAt, Instant createdAt,
		@Nullable Instant revokedAt) {

	static KeyView of(ApiKey key, @Nullable String secret, Budgeted budget, Instant now) {
		KeySettings settings = key.settings();
		return new KeyView(key.id(), secret, key.name(), "tg-…" + key.hint(), status(key, now), settings.team(),
				settings.models().isEmpty() ? null : settings.models(), settings.requestsPerMinute(),
				settings.tokensPerMinute(), settings.concurrency(), budget.limit(), budget.period(), budget.spent(),
				budget.held(), budget.remaining(), budget.resetsAt(), settings.expiresAt(), key.createdAt(),
				key.revokedAt());
	}

	private static String status(ApiKey key, Instant now) {
		if (key.revokedAt() != null) {
			return "revoked";
		}
		return key.isExpired(now) ? "expired" : "active";
	}

}
