package dev.tollgate.provider;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What may be done with one key at a provider, at the instant of the question.
 *
 * @param ordinal the place of the key in the configuration, from 1
 * @param status what may be done
 * @param remaining how long it stays so at least; null where that is not known
 */
public record KeyState(int ordinal, Status status, @Nullable Duration remaining) {

	/** What may be done with a key. */
	public enum Status {

		/** Calls are made. */
		READY,
		/** The provider limits its rate of calls. */
		RATE_LIMITED,
		/** Its quota or account is used up. */
		EXHAUSTED,
		/** The provider does not accept it. */
		REFUSED,
		/** The provider failed too often, and is left alone. */
		CIRCUIT_OPEN,
		/** One call now and then tries whether the provider is back. */
		CIRCUIT_HALF_OPEN

	}

}
