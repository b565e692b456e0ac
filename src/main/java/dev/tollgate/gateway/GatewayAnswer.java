package dev.tollgate.gateway;

import java.util.List;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.RateLimits;
import org.jspecify.annotations.Nullable;

/**
 * An answer, and what its headers say of it.
 *
 * @param answer the answer
 * @param provider the provider that answers
 * @param model what the provider says it runs, or null if it has not said yet
 * @param attempts how many calls to providers it took
 * @param window the price window: of the completion where it is known, else of the start
 * @param dropped the names of the caller's parameters that were left out
 * @param limits what is left of the limits of the caller's key, or null if it has none
 */
public record GatewayAnswer(Answer answer, String provider, @Nullable String model, int attempts, String window,
		List<String> dropped, @Nullable RateLimits limits) {

	/**
	 * Puts another answer in its place.
	 * @param answer the answer
	 * @return the same in all else
	 */
	public GatewayAnswer with(Answer answer) {
		return new GatewayAnswer(answer, this.provider, this.model, this.attempts, this.window, this.dropped,
				this.limits);
	}

}
