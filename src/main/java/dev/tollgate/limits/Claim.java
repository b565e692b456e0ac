package dev.tollgate.limits;

import java.time.Instant;

import dev.tollgate.keys.Allowance;
import dev.tollgate.pricing.Usd;

/**
 * What a request asks of its caller's limits.
 *
 * @param key the name of the key
 * @param allowance the limits
 * @param start when it began, which decides on the period of budgets
 * @param input how many tokens are sent, estimated
 * @param output how many tokens the caller has said may be answered, or 0
 * @param most what it may cost, further attempts included
 * @param least what it may cost at least with one attempt; taken where there is no room
 * for more
 */
public record Claim(String key, Allowance allowance, Instant start, long input, long output, Usd most, Usd least) {

	/** A limit of tokens that is reached by this alone is taken whole. */
	long tokensWithin(long limit) {
		return Math.min(limit, this.input + this.output);
	}

}
