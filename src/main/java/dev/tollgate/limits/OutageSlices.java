package dev.tollgate.limits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * The small parts of budgets that this gateway may spend while Redis is away: of what was
 * known last to be left of each.
 */
final class OutageSlices {

	private static final long HUNDRED = 100;

	private final Spending spending;

	private final Rejections rejections;

	private final int percent;

	private final Map<Account, Known> known = new ConcurrentHashMap<>();

	private final Map<Account, Slice> slices = new ConcurrentHashMap<>();

	OutageSlices(Spending spending, Rejections rejections, int percent) {
		this.spending = spending;
		this.rejections = rejections;
		this.percent = percent;
	}

	/** Takes note of how it stands with a budget. */
	void know(Account account, Budget budget, long spent, long used) {
		this.known.put(account, new Known(spent, used, budget.period().end(account.from())));
	}

	/** The accounts of budgets that were used and go on. */
	List<Account> current(Instant now) {
		return this.known.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().isOver(now))
			.map(Map.Entry::getKey)
			.toList();
	}

	/** Forgets budgets whose periods are over. */
	void sweep(Instant now) {
		this.known.values().removeIf((known) -> known.isOver(now));
		this.slices.keySet().retainAll(this.known.keySet());
	}

	/** Redis is back, and knows what was spent meanwhile. */
	void clear() {
		this.slices.clear();
	}

	/**
	 * Holds what one attempt may cost.
	 * @return what it was taken from, or a failure
	 */
	CompletableFuture<Slice> hold(SharedClaim claim) {
		List<CompletableFuture<Void>> asked = new ArrayList<>();
		for (int i = 0; i < claim.accounts().size(); i++) {
			Account account = claim.accounts().get(i);
			Budget budget = claim.claim().allowance().budgets().get(i);
			if (!this.known.containsKey(account)) {
				asked.add(this.spending.of(List.of(account)).thenAccept((spent) -> {
					long pico = spent.getOrDefault(account, Usd.ZERO).pico();
					this.known.putIfAbsent(account, new Known(pico, pico, budget.period().end(account.from())));
				}));
			}
		}
		if (asked.isEmpty()) {
			return CompletableFuture.completedFuture(take(claim));
		}
		return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
			.orTimeout(Counters.LEDGER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.handle((_, failure) -> {
				if (failure != null) {
					throw Rejections.budgetUnknown();
				}
				return take(claim);
			});
	}

	private Slice take(SharedClaim claim) {
		List<Slice> taken = new ArrayList<>(2);
		for (int i = 0; i < claim.accounts().size(); i++) {
			Budget budget = claim.claim().allowance().budgets().get(i);
			Account account = claim.accounts().get(i);
			Slice slice = this.slices.computeIfAbsent(account, (_) -> slice(account, budget));
			if (!slice.take(claim.claim().least().pico())) {
				taken.forEach((one) -> one.release(claim.claim().least(), Usd.ZERO));
				Known known = this.known.get(account);
				if (known != null && known.spent >= budget.limit().pico()) {
					throw this.rejections.budget(budget, claim.claim(), known.spent, known.used);
				}
				throw Rejections.budgetUnknown();
			}
			taken.add(slice);
		}
		return Slice.of(taken);
	}

	private Slice slice(Account account, Budget budget) {
		Known known = this.known.get(account);
		long left = (known != null) ? Math.max(0, budget.limit().pico() - known.used) : 0;
		return new Slice(left / HUNDRED * this.percent, List.of());
	}

	/** How it stood with a budget when that was known last. */
	private record Known(long spent, long used, @Nullable Instant end) {

		boolean isOver(Instant now) {
			return this.end != null && !now.isBefore(this.end);
		}

	}

	/** A part of a budget, or of several from which the same is taken. */
	static final class Slice {

		private final List<Slice> parts;

		private long left;

		private Slice(long left, List<Slice> parts) {
			this.left = left;
			this.parts = List.copyOf(parts);
		}

		private static Slice of(List<Slice> parts) {
			return (parts.size() == 1) ? parts.getFirst() : new Slice(0, parts);
		}

		private synchronized boolean take(long pico) {
			if (pico > this.left) {
				return false;
			}
			this.left -= pico;
			return true;
		}

		/** Gives back what was held and not spent. */
		void release(Usd held, Usd spent) {
			this.parts.forEach((part) -> part.release(held, spent));
			synchronized (this) {
				this.left += held.pico() - spent.pico();
			}
		}

	}

}
