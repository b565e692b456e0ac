package dev.tollgate.limits;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.limits.BudgetCounters.Held;
import dev.tollgate.limits.KeyCounters.Taken;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Limits that this gateway counts alone.
 */
final class LocalCounters implements Counters {

	private final Map<String, KeyCounters> keys = new ConcurrentHashMap<>();

	private final BudgetCounters budgets;

	private final Spending spending;

	private final Rejections rejections;

	private final Clock clock;

	LocalCounters(Spending spending, Rejections rejections, Clock clock) {
		this.budgets = new BudgetCounters(spending, rejections);
		this.spending = spending;
		this.rejections = rejections;
		this.clock = clock;
	}

	BudgetCounters budgets() {
		return this.budgets;
	}

	@Override
	public CompletableFuture<Grant> admit(Claim claim) {
		CompletableFuture<Void> loading = this.budgets.load(claim.allowance().budgets(), claim.start());
		if (loading != null) {
			return loading.handle((_, failure) -> {
				if (failure != null) {
					throw Rejections.budgetUnknown();
				}
				return grant(claim);
			});
		}
		try {
			return CompletableFuture.completedFuture(grant(claim));
		}
		catch (GatewayException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Grant grant(Claim claim) {
		if (!claim.allowance().hasRates()) {
			return new LocalGrant(null, null, null, this.budgets.hold(claim));
		}
		return take(claim, (counters) -> {
			counters.check(claim, Share.WHOLE, this.rejections);
			return this.budgets.hold(claim);
		}, Share.WHOLE);
	}

	/**
	 * Takes of the rates alone, of which this gateway has a share, while nobody can be
	 * asked for the rest.
	 */
	Grant alone(Claim claim, Share share) {
		return take(claim, (counters) -> {
			counters.check(claim, share, this.rejections);
			return List.of();
		}, share);
	}

	/** Takes note of what was granted elsewhere. */
	Grant note(Claim claim) {
		return take(claim, (_) -> List.of(), Share.WHOLE);
	}

	/**
	 * Takes of the rates, and of the budgets in the same breath, so that nobody is
	 * refused for what another one takes and gives back at once.
	 */
	private Grant take(Claim claim, Function<KeyCounters, List<Held>> first, Share share) {
		while (true) {
			KeyCounters counters = this.keys.computeIfAbsent(claim.key(), (_) -> new KeyCounters());
			synchronized (counters) {
				if (counters.isDropped()) {
					continue;
				}
				counters.advance(this.clock.instant().getEpochSecond());
				List<Held> held = first.apply(counters);
				Taken taken = counters.take(claim, share);
				return new LocalGrant(counters, taken, counters.limits(claim.allowance(), share), held);
			}
		}
	}

	@Override
	public CompletableFuture<List<BudgetState>> states(List<Budget> budgets, Instant now) {
		Set<Account> unknown = new LinkedHashSet<>();
		for (Budget budget : budgets) {
			Account account = BudgetCounters.account(budget, now);
			BudgetCounter counter = this.budgets.find(account);
			if (counter == null || !counter.isLoaded()) {
				unknown.add(account);
			}
		}
		CompletableFuture<Map<Account, Usd>> spent = unknown.isEmpty() ? CompletableFuture.completedFuture(Map.of())
				: this.spending.of(unknown);
		return spent.thenApply((known) -> budgets.stream().map((budget) -> state(budget, now, known)).toList());
	}

	private BudgetState state(Budget budget, Instant now, Map<Account, Usd> known) {
		Account account = BudgetCounters.account(budget, now);
		BudgetCounter counter = this.budgets.find(account);
		Instant end = budget.period().end(now);
		if (counter != null && counter.isLoaded()) {
			return counter.state(budget);
		}
		return new BudgetState(budget, known.getOrDefault(account, Usd.ZERO), Usd.ZERO, end);
	}

	@Override
	public CompletableFuture<Map<Account, Usd>> spent() {
		Map<Account, Usd> spent = new HashMap<>();
		this.budgets.current(this.clock.instant()).forEach((counter) -> spent.put(counter.account(), counter.spent()));
		return CompletableFuture.completedFuture(spent);
	}

	@Override
	public void correct(Account account, Usd counted, Usd missing) {
		BudgetCounter counter = this.budgets.find(account);
		if (counter != null) {
			counter.correct(missing.pico());
		}
	}

	@Override
	public void sweep() {
		Instant now = this.clock.instant();
		this.budgets.sweep(now);
		this.keys.forEach((key, counters) -> {
			synchronized (counters) {
				counters.advance(now.getEpochSecond());
				if (counters.isIdle()) {
					counters.drop();
					this.keys.remove(key, counters);
				}
			}
		});
	}

	int keys() {
		return this.keys.size();
	}

	/** What was given here. */
	private final class LocalGrant extends Grant {

		private final @Nullable KeyCounters counters;

		private final @Nullable Taken taken;

		private final List<Held> held;

		LocalGrant(@Nullable KeyCounters counters, @Nullable Taken taken, @Nullable RateLimits limits,
				List<Held> held) {
			super(limits, held.isEmpty() ? Usd.ZERO : held.getFirst().amount());
			this.counters = counters;
			this.taken = taken;
			this.held = held;
		}

		@Override
		void give(Usd spent, long tokens) {
			if (this.counters != null && this.taken != null) {
				synchronized (this.counters) {
					this.counters.advance(LocalCounters.this.clock.instant().getEpochSecond());
					this.counters.end(this.taken, tokens);
				}
			}
			this.held.forEach((one) -> one.release(spent));
		}

	}

}
