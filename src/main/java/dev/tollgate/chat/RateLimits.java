package dev.tollgate.chat;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much of a key's limits is left, as the caller is told.
 *
 * @param requests requests of a minute, or null if they are not limited
 * @param tokens tokens of a minute, or null if they are not limited
 * @param degraded whether this gateway counts alone, as the others cannot be asked
 */
public record RateLimits(@Nullable Quota requests, @Nullable Quota tokens, boolean degraded) {

	/**
	 * How much is left of one limit.
	 *
	 * @param limit how much there is in a minute
	 * @param remaining how much of it is left
	 * @param reset when all of it will be, if nothing is used until then
	 */
	public record Quota(long limit, long remaining, Duration reset) {
	}

}
