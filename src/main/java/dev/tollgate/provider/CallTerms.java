package dev.tollgate.provider;

import org.jspecify.annotations.Nullable;

/**
 * How one call to a provider is to go.
 *
 * @param timeouts how long its parts may take; null for the provider's own
 * @param deadline until when it is to be over, by {@link System#nanoTime()}; zero for no
 * other limit than the timeouts
 * @param heldBack whether a streamed answer is announced when it is complete rather than
 * with its first content
 */
public record CallTerms(@Nullable ProviderTimeouts timeouts, long deadline, boolean heldBack) {

	/** The provider's own. */
	public static final CallTerms DEFAULT = new CallTerms(null, 0, false);

}
