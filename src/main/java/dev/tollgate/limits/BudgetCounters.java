package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * The budgets that this gateway counts itself: each begins with what the ledger has of
 * its period, and no more of them are there than there are budgets, a while after the end
 * of a period twice as many.
 */
final class BudgetCounters {

	/** What has begun in a period may go on behind its end. */
	private static final Duration AFTER_THE_END = Duration.ofHours(2);

	private final Map<Account, BudgetCounter> counters = new ConcurrentHashMap<>();

	private final Spending spending;

	private final Rejections rejections;

	BudgetCounters(Spending spending, Rejections rejections) {
		this.spending = spending;
		this.rejections = rejections;
	}

	static Account account(Budget budget, Instant at) {
		return new Account(budget.payer(), budget.name(), budget.period().start(at));
	}

	/** The counter of the period that an instant lies in. */
	BudgetCounter of(Budget budget, Instant at) {
		Account account = account(budget, at);
		BudgetCounter known = this.counters.get(account);
		return (known != null) ? known : this.counters.computeIfAbsent(account, (_) -> counter(account, budget));
	}

	private BudgetCounter counter(Account account, Budget budget) {
		BudgetCounter counter = new BudgetCounter(account, budget.period().end(account.from()));
		if (budget.period() != BudgetPeriod.TOTAL
				&& this.counters.containsKey(account(budget, account.from().minusNanos(1)))) {
			// whatever was spent in this period would have been counted here
			counter.load(Usd.ZERO);
		}
		return counter;
	}

	/** The counter of an account, if it is counted. */
	@Nullable BudgetCounter find(Account account) {
		return this.counters.get(account);
	}

	/**
	 * Sees to it that it is known what was spent of some budgets.
	 * @return null if it is, else what completes when it is, or fails
	 */
	@Nullable CompletableFuture<Void> load(List<Budget> budgets, Instant at) {
		List<CompletableFuture<Void>> loading = new ArrayList<>(budgets.size());
		for (Budget budget : budgets) {
			BudgetCounter counter = of(budget, at);
			if (!counter.isLoaded()) {
				loading.add(counter.load(this::ask));
			}
		}
		return loading.isEmpty() ? null : CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<Usd> ask(Account account) {
		return this.spending.of(List.of(account)).thenApply((spent) -> Objects.requireNonNull(spent.get(account)));
	}

	/**
	 * Holds what a call may cost, of each budget the same or of none anything.
	 * @throws BudgetExceeded if one of them has no room
	 */
	List<Held> hold(Claim claim) {
		List<Held> held = hold(claim, claim.most());
		if (held == null && claim.least().pico() < claim.most().pico()) {
			held = hold(claim, claim.least());
		}
		if (held == null) {
			throw refusal(claim);
		}
		return held;
	}

	private @Nullable List<Held> hold(Claim claim, Usd amount) {
		List<Held> held = new ArrayList<>(2);
		for (Budget budget : claim.allowance().budgets()) {
			BudgetCounter counter = hold(budget, claim.start(), amount);
			if (counter == null) {
				held.forEach((one) -> one.release(Usd.ZERO));
				return null;
			}
			held.add(new Held(counter, amount));
		}
		return held;
	}

	private @Nullable BudgetCounter hold(Budget budget, Instant start, Usd amount) {
		while (true) {
			BudgetCounter counter = of(budget, start);
			synchronized (counter) {
				if (!counter.isDropped()) {
					return counter.hold(budget.limit(), amount) ? counter : null;
				}
			}
		}
	}

	/** Names the budget that has the least room. */
	private BudgetExceeded refusal(Claim claim) {
		Budget scarcest = claim.allowance().budgets().getFirst();
		BudgetState state = state(scarcest, claim);
		for (Budget budget : claim.allowance().budgets()) {
			BudgetState other = state(budget, claim);
			if (other.room() < state.room()) {
				scarcest = budget;
				state = other;
			}
		}
		long spent = state.spent().pico();
		return this.rejections.budget(scarcest, claim, spent, spent + state.held().pico());
	}

	private BudgetState state(Budget budget, Claim claim) {
		return of(budget, claim.start()).state(budget);
	}

	/** The counters of periods that go on which know what was spent. */
	List<BudgetCounter> current(Instant now) {
		return this.counters.values()
			.stream()
			.filter((counter) -> counter.isLoaded() && !counter.isOver(now, Duration.ZERO))
			.toList();
	}

	/** How many counters there are. */
	int size() {
		return this.counters.size();
	}

	/** Drops the counters of periods that are over. */
	void sweep(Instant now) {
		this.counters.forEach((account, counter) -> {
			if (counter.isOver(now, AFTER_THE_END) && counter.drop()) {
				this.counters.remove(account, counter);
			}
		});
	}

	/**
	 * What is held of a budget.
	 *
	 * @param counter the budget's counter
	 * @param amount how much
	 */
	record Held(BudgetCounter counter, Usd amount) {

		void release(Usd spent) {
			this.counter.release(this.amount, spent);
		}

	}

}
