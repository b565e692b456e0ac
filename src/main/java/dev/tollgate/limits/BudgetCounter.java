package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What is spent and held of one budget in one period, in this gateway.
 */
final class BudgetCounter {

	/** How long nobody asks again when nobody has answered. */
	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Account account;

	private final @Nullable Instant end;

	private long spent;

	private long held;

	private boolean loaded;

	private boolean dropped;

	private @Nullable CompletableFuture<Usd> question;

	private @Nullable CompletableFuture<Void> loading;

	private long failedAt;

	private boolean failed;

	/**
	 * Creates a counter that knows nothing yet.
	 * @param account what it counts
	 * @param end when the period ends, or null for never
	 */
	BudgetCounter(Account account, @Nullable Instant end) {
		this.account = account;
		this.end = end;
	}

	/** Whether its period is over since a while. */
	boolean isOver(Instant now, Duration since) {
		return this.end != null && !now.isBefore(this.end.plus(since));
	}

	Account account() {
		return this.account;
	}

	synchronized boolean isLoaded() {
		return this.loaded;
	}

	/** Takes over what was spent before anything is counted here. */
	synchronized void load(Usd spent) {
		if (!this.loaded) {
			this.loaded = true;
			this.spent = spent.pico();
		}
	}

	/**
	 * Asks what was spent; those who come meanwhile wait for the same answer.
	 * @param ledger whom to ask
	 * @return completes when it is known, or fails when it is not in time
	 */
	synchronized CompletableFuture<Void> load(Function<Account, CompletableFuture<Usd>> ledger) {
		if (this.loaded) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> loading = this.loading;
		if (loading != null && !loading.isDone()) {
			return loading;
		}
		if (this.failed && System.nanoTime() - this.failedAt < PAUSE_NANOS) {
			return CompletableFuture.failedFuture(Rejections.budgetUnknown());
		}
		if (this.question == null || this.question.isCompletedExceptionally()) {
			this.question = ledger.apply(this.account);
		}
		// the answer is of use even if it comes late
		loading = this.question.thenAccept(this::load)
			.copy()
			.orTimeout(Counters.LEDGER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		this.loading = loading;
		return loading.whenComplete((_, failure) -> loadingEnded(failure != null));
	}

	private synchronized void loadingEnded(boolean failed) {
		this.failed = failed;
		this.failedAt = System.nanoTime();
	}

	/**
	 * Holds an amount if there is room for it.
	 * @return false if there is none
	 */
	synchronized boolean hold(Usd limit, Usd amount) {
		if (amount.pico() > 0 && room(limit) < amount.pico()) {
			return false;
		}
		this.held += amount.pico();
		return true;
	}

	/** What is neither spent nor held, below zero if that is more than the limit. */
	private long room(Usd limit) {
		long room = limit.pico() - this.spent;
		return (room <= 0) ? room : room - this.held;
	}

	/** Gives back what was held, and counts what was spent of it. */
	synchronized void release(Usd amount, Usd spent) {
		this.held -= amount.pico();
		add(spent.pico());
	}

	/** No budget is larger than a long, so that it does not matter by how much. */
	private void add(long pico) {
		long sum = this.spent + pico;
		this.spent = (((this.spent ^ sum) & (pico ^ sum)) < 0) ? Long.MAX_VALUE : sum;
	}

	/** Counts what the ledger knows and this did not, or the other way round. */
	synchronized void correct(long pico) {
		add(pico);
	}

	synchronized Usd spent() {
		return new Usd(this.spent);
	}

	synchronized Usd held() {
		return new Usd(this.held);
	}

	/** Both as they are at one time. */
	synchronized BudgetState state(Budget budget) {
		return new BudgetState(budget, spent(), held(), this.end);
	}

	/**
	 * Drops it, if no call is under way that would be missed.
	 * @return whether it is dropped
	 */
	synchronized boolean drop() {
		this.dropped = this.held == 0;
		return this.dropped;
	}

	synchronized boolean isDropped() {
		return this.dropped;
	}

}
