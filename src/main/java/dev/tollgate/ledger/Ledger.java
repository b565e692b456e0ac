package dev.tollgate.ledger;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.Unavailable;

/**
 * Takes down what calls may cost and what they did cost. Both are in the journal when the
 * method returns, which takes microseconds and waits for nobody; the database hears of it
 * later.
 */
public final class Ledger {

	private static final ThreadLocal<ByteBuffer> BUFFER = ThreadLocal
		.withInitial(() -> ByteBuffer.allocate(EntryCodec.MAX_BYTES));

	private final Journal journal;

	private final LongAdder pending;

	Ledger(Journal journal, LongAdder pending) {
		this.journal = journal;
		this.pending = pending;
	}

	/**
	 * Holds what a call may cost, before its provider is contacted.
	 * @param request the request
	 * @param attempt the call
	 * @return the hold, to be settled when the call has ended
	 * @throws Unavailable if the journal is full: nothing may be spent then
	 */
	public Hold reserve(RequestFacts request, AttemptFacts attempt) {
		LedgerEntry entry = new LedgerEntry(State.RESERVED, request, attempt, null);
		long promise = this.journal.hold(encode(entry), EntryCodec.MAX_SETTLEMENT);
		if (promise < 0) {
			throw new Unavailable("The ledger has no room left: the database has not taken its rows for too long",
					"ledger_full");
		}
		return new Hold(this, entry, promise);
	}

	void progressed(LedgerEntry reserved, long output) {
		ByteBuffer buffer = BUFFER.get().clear();
		new Progress(reserved.request().identity().id(), reserved.attempt().number(), output).write(buffer);
		this.journal.note(buffer.flip());
	}

	void settle(LedgerEntry entry, long promise) {
		// first, as the writer may count it off at once
		this.pending.increment();
		this.journal.settle(encode(entry), promise);
	}

	/**
	 * How many calls have been settled that the database does not know of yet.
	 * @return the number of rows that only the journal has
	 */
	public long pendingRows() {
		return this.pending.sum();
	}

	/** Whether calls can be made: the journal has room for them. */
	boolean hasRoom() {
		return this.journal.hasRoom();
	}

	LongAdder pending() {
		return this.pending;
	}

	private static ByteBuffer encode(LedgerEntry entry) {
		ByteBuffer buffer = BUFFER.get().clear();
		EntryCodec.write(entry, buffer);
		return buffer.flip();
	}

}
