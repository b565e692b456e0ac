package dev.tollgate.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The account of one attempt of a request. It is never changed: its settlement is another
 * entry of the same request and attempt.
 *
 * @param state how far it has come
 * @param request the request
 * @param attempt the call to a provider
 * @param settlement how it ended, null while it is {@link State#RESERVED}
 */
public record LedgerEntry(State state, RequestFacts request, AttemptFacts attempt, @Nullable Settlement settlement) {

	public LedgerEntry {
		if ((settlement == null) != (state == State.RESERVED)) {
			throw new IllegalArgumentException("What is reserved is not settled, and the other way round");
		}
	}

	LedgerEntry settled(State state, Settlement settlement) {
		return new LedgerEntry(state, this.request, this.attempt, settlement);
	}

}
