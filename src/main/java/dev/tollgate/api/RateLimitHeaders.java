package dev.tollgate.api;

import java.time.Duration;
import java.util.function.BiConsumer;

import dev.tollgate.chat.RateLimits;
import dev.tollgate.chat.RateLimits.Quota;

/**
 * Says in OpenAI's headers what is left of a key's limits.
 */
final class RateLimitHeaders {

	private static final String PREFIX = "x-ratelimit-";

	private static final int MINUTE = 60;

	private RateLimitHeaders() {
	}

	static void set(RateLimits limits, BiConsumer<String, String> headers) {
		if (limits.requests() != null) {
			set("requests", limits.requests(), headers);
		}
		if (limits.tokens() != null) {
			set("tokens", limits.tokens(), headers);
		}
		if (limits.degraded()) {
			headers.accept(PREFIX + "mode", "degraded");
		}
	}

	private static void set(String what, Quota quota, BiConsumer<String, String> headers) {
		headers.accept(PREFIX + "limit-" + what, Long.toString(quota.limit()));
		headers.accept(PREFIX + "remaining-" + what, Long.toString(quota.remaining()));
		headers.accept(PREFIX + "reset-" + what, text(quota.reset()));
	}

	/** As OpenAI writes them, {@code 1m1s} for instance. */
	private static String text(Duration duration) {
		long seconds = duration.toSeconds();
		return (seconds < MINUTE) ? seconds + "s" : seconds / MINUTE + "m" + seconds % MINUTE + "s";
	}

}
