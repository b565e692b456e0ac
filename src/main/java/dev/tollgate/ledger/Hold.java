package dev.tollgate.ledger;

/**
 * What is held for a call that is under way, until it is settled.
 */
public final class Hold {

	private final Ledger ledger;

	private final LedgerEntry reserved;

	private final long promise;

	Hold(Ledger ledger, LedgerEntry reserved, long promise) {
		this.ledger = ledger;
		this.reserved = reserved;
		this.promise = promise;
	}

	/**
	 * Notes how the call ended; to be called once.
	 * @param state {@link State#SETTLED}, or {@link State#VOID} if the provider was not
	 * contacted
	 * @param settlement how it ended
	 */
	public void settle(State state, Settlement settlement) {
		this.ledger.settle(this.reserved.settled(state, settlement), this.promise);
	}

}
