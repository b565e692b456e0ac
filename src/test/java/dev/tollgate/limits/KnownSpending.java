package dev.tollgate.limits;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.ledger.Spending;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that knows what it is told, and may be away.
 */
final class KnownSpending implements Spending {

	private final Map<Account, Usd> spent = new ConcurrentHashMap<>();

	private final AtomicInteger questions = new AtomicInteger();

	private volatile @Nullable CompletableFuture<Map<Account, Usd>> answer;

	void spend(Account account, Usd amount) {
		this.spent.merge(account, amount, Usd::plus);
	}

	/** Answers nothing until somebody does it. */
	CompletableFuture<Map<Account, Usd>> fallSilent() {
		CompletableFuture<Map<Account, Usd>> answer = new CompletableFuture<>();
		this.answer = answer;
		return answer;
	}

	void speak() {
		this.answer = null;
	}

	int questions() {
		return this.questions.get();
	}

	@Override
	public CompletableFuture<Map<Account, Usd>> of(Collection<Account> accounts) {
		this.questions.incrementAndGet();
		CompletableFuture<Map<Account, Usd>> answer = this.answer;
		return (answer != null) ? answer : CompletableFuture.completedFuture(known(accounts));
	}

	Map<Account, Usd> known(Collection<Account> accounts) {
		Map<Account, Usd> known = new HashMap<>();
		accounts.forEach((account) -> known.put(account, this.spent.getOrDefault(account, Usd.ZERO)));
		return known;
	}

}
