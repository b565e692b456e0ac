package dev.tollgate.limits;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Compares budgets with the ledger, now and then. What the ledger knows and a budget did
 * not is added to the budget; what a budget has counted and the ledger does not know is
 * told only, as it may be on its way.
 */
final class LedgerCheck {

	private static final Log logger = LogFactory.getLog(LedgerCheck.class);

	private final BudgetCounters counters;

	private final Spending spending;

	private final Clock clock;

	/** What was spent when it was looked at last: the ledger must have that by now. */
	private final Map<Account, Usd> before = new HashMap<>();

	private volatile double drift;

	LedgerCheck(BudgetCounters counters, Spending spending, Clock clock) {
		this.counters = counters;
		this.spending = spending;
		this.clock = clock;
	}

	/** By how many dollars budgets and the ledger were apart, when that was looked at. */
	double drift() {
		return this.drift;
	}

	/** Begins a comparison, whose result comes later. */
	void compare() {
		Map<Account, BudgetCounter> counters = this.counters.current(this.clock.instant())
			.stream()
			.collect(Collectors.toMap(BudgetCounter::account, Function.identity()));
		if (counters.isEmpty()) {
			this.drift = 0;
			return;
		}
		var _ = this.spending.of(List.copyOf(counters.keySet()))
			.thenAccept((known) -> compare(counters, known))
			.exceptionally((failure) -> {
				logger.debug("The ledger cannot be compared with budgets now", failure);
				return null;
			});
	}

	private synchronized void compare(Map<Account, BudgetCounter> counters, Map<Account, Usd> known) {
		this.before.keySet().retainAll(counters.keySet());
		long apart = 0;
		for (Map.Entry<Account, BudgetCounter> entry : counters.entrySet()) {
			Usd ledger = known.getOrDefault(entry.getKey(), Usd.ZERO);
			apart += Math.abs(correct(entry.getValue(), ledger));
		}
		this.drift = new Usd(apart).toDouble();
	}

	/** By how much the ledger has more than was counted, or less. */
	private long correct(BudgetCounter counter, Usd ledger) {
		Account account = counter.account();
		Usd now = counter.spent();
		Usd before = this.before.getOrDefault(account, Usd.ZERO);
		long missing = ledger.pico() - now.pico();
		if (missing > 0) {
			counter.correct(missing);
			logger.info("The budget of the " + account.payer() + " '" + account.name() + "' had not counted "
					+ new Usd(missing) + " USD that the ledger has");
		}
		this.before.put(account, counter.spent());
		return (missing > 0) ? missing : Math.min(0, ledger.pico() - before.pico());
	}

}
