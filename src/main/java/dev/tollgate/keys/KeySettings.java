package dev.tollgate.keys;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an administrator may say of a key, and change later.
 *
 * @param team the name of the team that pays, or null for none
 * @param models the names of models that may be asked for; none stands for all
 * @param requestsPerMinute how many requests may begin in a minute, or null for any
 * number
 * @param tokensPerMinute how many tokens may be used in a minute, or null for any number
 * @param concurrency how many requests may be under way, or null for any number
 * @param budget the key's own budget, or null for none
 * @param expiresAt from when on the key is not valid any more, or null for never
 */
public record KeySettings(@Nullable String team, List<String> models, @Nullable Integer requestsPerMinute,
		@Nullable Long tokensPerMinute, @Nullable Integer concurrency, @Nullable BudgetTerms budget,
		@Nullable Instant expiresAt) {

	public KeySettings {
		models = List.copyOf(models);
	}

}
