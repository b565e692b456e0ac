package dev.tollgate.pricing;

import java.time.Instant;

/**
 * Which of a request's instants picks its price, as the provider documents it.
 */
public enum BilledAt {

	/** The instant at which the request was sent. */
	START,

	/** The instant at which the answer was complete. */
	COMPLETION;

	Instant pick(Instant start, Instant completion) {
		return (this == START) ? start : completion;
	}

}
