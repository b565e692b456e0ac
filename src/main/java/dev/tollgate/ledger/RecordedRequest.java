package dev.tollgate.ledger;

import java.util.List;

/**
 * A request in the ledger with all its attempts.
 *
 * @param attempts its attempts in order, at least one; the last one decides the request's
 * outcome
 */
public record RecordedRequest(List<LedgerEntry> attempts) {

	public RecordedRequest {
		attempts = List.copyOf(attempts);
		if (attempts.isEmpty()) {
			throw new IllegalArgumentException("A request has at least one attempt");
		}
	}

	/**
	 * The request itself.
	 * @return what is known of it since its start
	 */
	public RequestFacts request() {
		return this.attempts.getFirst().request();
	}

	/**
	 * The attempt that decided the request's outcome.
	 * @return the last attempt
	 */
	public LedgerEntry last() {
		return this.attempts.getLast();
	}

}
