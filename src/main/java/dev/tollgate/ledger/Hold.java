package dev.tollgate.ledger;

/**
 * What is held for a call that is under way, until it is settled.
 */
public final class Hold {

	private final Ledger ledger;

	private final LedgerEntry reserved;

	private final long promise;

	private boolean settled;

	Hold(Ledger ledger, LedgerEntry reserved, long promise) {
		this.ledger = ledger;
		this.reserved = reserved;
		this.promise = promise;
	}

	/**
	 * Notes how far the answer has come, for the case that nobody sees its end.
	 * @param output how many tokens have come, estimated
	 */
	public synchronized void progressed(long output) {
		if (!this.settled) {
			this.ledger.progressed(this.reserved, output);
		}
	}

	/**
	 * Notes how the call ended; to be called once.
	 * @param state {@link State#SETTLED}, or {@link State#VOID} if the provider was not
	 * contacted
	 * @param settlement how it ended
	 */
	public synchronized void settle(State state, Settlement settlement) {
		this.settled = true;
		this.ledger.settle(this.reserved.settled(state, settlement), this.promise);
	}

}
