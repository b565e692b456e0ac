package dev.tollgate.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.pricing.Usd;

/**
 * What keys and teams have spent.
 */
public interface Spending {

	/**
	 * Asks what accounts have spent: all requests count that have ended before this, also
	 * those that only the journal has yet, be they of an earlier run that died. Of other
	 * gateways those count that the database has.
	 * @param accounts the accounts
	 * @return a sum for each, on a thread of the ledger's, which is not to wait; while
	 * the database is away it fails or does not complete
	 */
	CompletableFuture<Map<Account, Usd>> of(Collection<Account> accounts);

	/**
	 * Whose spending is asked for, and since when.
	 *
	 * @param payer whether it is a key or a team
	 * @param name its name
	 * @param from the start of the first request that counts, at the beginning of an hour
	 */
	record Account(Payer payer, String name, Instant from) {
	}

}
