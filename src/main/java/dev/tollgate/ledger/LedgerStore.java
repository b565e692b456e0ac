package dev.tollgate.ledger;

import java.time.Instant;
import java.util.List;

/**
 * The database as the journal's writer sees it. All methods block, and are called by one
 * thread.
 */
interface LedgerStore {

	/**
	 * Brings the schema up to date. It is called once before anything else, and again
	 * until it succeeds.
	 */
	void prepare();

	/**
	 * Writes what is not there yet, all of it or, with an exception, nothing: requests
	 * that have ended, by their id, with their attempts; and calls that are still under
	 * way, by id and attempt. What it had been given before is left as it is and not
	 * summed twice.
	 * @param ended the requests
	 * @param reserved the calls
	 */
	void write(List<RecordedRequest> ended, List<LedgerEntry> reserved);

	/**
	 * The calls that this journal once wrote as reserved and that have not ended.
	 * @return their entries
	 */
	List<LedgerEntry> reserved();

	/**
	 * Whether writing takes the processor from calls, because the database is embedded.
	 * @return true if the writer had better rest now and then
	 */
	default boolean isEmbedded() {
		return false;
	}

	/**
	 * Makes sure that all that was written survives a loss of power: afterwards the
	 * journal forgets it.
	 */
	void sync();

	/**
	 * Drops the rows of requests that started before an instant; their sums are kept.
	 * @param instant when
	 */
	void dropBefore(Instant instant);

}
