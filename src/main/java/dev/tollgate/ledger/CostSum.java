package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one group cost.
 *
 * @param group the values of what was grouped by, in the same order; a day or hour as
 * ISO-8601 in UTC; null for requests without that tag
 * @param requests how many requests
 * @param usage the sums of their tokens
 * @param cost the exact sum in US dollars
 * @param savedByWindow what the same calls would have cost more at the dearest hours
 * @param savedByCache what they would have cost more without the provider's prompt cache
 * @param unpricedTokens how many of the tokens had no price
 */
public record CostSum(List<@Nullable String> group, long requests, TokenUsage usage, BigDecimal cost,
		BigDecimal savedByWindow, BigDecimal savedByCache, long unpricedTokens) {
}
