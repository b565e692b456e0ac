package dev.tollgate.limits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Compares budgets with the ledger, now and then. What the ledger has twice and a budget
 * has not counted is added to the budget: once, it may be on its way. What a budget has
 * counted and the ledger does not have is told only, for the same reason.
 */
final class LedgerCheck {

	private static final Log logger = LogFactory.getLog(LedgerCheck.class);

	private final Counters counters;

	private final Spending spending;

	/** What was counted when it was looked at last: the ledger must have that by now. */
	private Map<Account, Usd> before = Map.of();

	/** What was not, then. */
	private Map<Account, Long> missing = Map.of();

	private volatile double drift;

	LedgerCheck(Counters counters, Spending spending) {
		this.counters = counters;
		this.spending = spending;
	}

	/** By how many dollars budgets and the ledger were apart, when that was looked at. */
	double drift() {
		return this.drift;
	}

	/** Begins a comparison, whose result comes later. */
	void compare() {
		var _ = this.counters.spent()
			.thenCompose((counted) -> this.spending.of(List.copyOf(counted.keySet())))
			// asked again: what is counted meanwhile must not seem to be missing
			.thenCompose((ledger) -> this.counters.spent().thenAccept((counted) -> compare(counted, ledger)))
			.exceptionally((failure) -> {
				logger.debug("The ledger cannot be compared with budgets now", failure);
				return null;
			});
	}

	private synchronized void compare(Map<Account, Usd> counted, Map<Account, Usd> ledger) {
		Map<Account, Long> missing = new HashMap<>();
		long apart = 0;
		for (Map.Entry<Account, Usd> entry : counted.entrySet()) {
			Account account = entry.getKey();
			if (!ledger.containsKey(account)) {
				continue;
			}
			long has = ledger.getOrDefault(account, Usd.ZERO).pico();
			long lacks = has - entry.getValue().pico();
			if (lacks > 0) {
				missing.put(account, lacks);
				apart += lacks;
				correct(account, entry.getValue(), Math.min(lacks, this.missing.getOrDefault(account, 0L)));
			}
			apart += Math.max(0, this.before.getOrDefault(account, Usd.ZERO).pico() - has);
		}
		this.before = Map.copyOf(counted);
		this.missing = missing;
		this.drift = new Usd(apart).toDouble();
	}

	private void correct(Account account, Usd counted, long missing) {
		if (missing > 0) {
			logger.info("The budget of the " + account.payer() + " '" + account.name() + "' had not counted "
					+ new Usd(missing) + " USD that the ledger has");
			this.counters.correct(account, counted, new Usd(missing));
		}
	}

}
