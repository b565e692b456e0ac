package dev.tollgate.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.RateLimits;
import dev.tollgate.chat.RateLimits.Quota;
import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * A claim as Redis is told of it.
 *
 * @param id what it is known by there
 * @param claim the claim
 * @param accounts of its budgets, in their order
 */
record SharedClaim(String id, Claim claim, List<Account> accounts) {

	static SharedClaim of(String id, Claim claim) {
		return new SharedClaim(id, claim,
				claim.allowance()
					.budgets()
					.stream()
					.map((budget) -> BudgetCounters.account(budget, claim.start()))
					.toList());
	}

	List<String> admitKeys() {
		return SharedKeys.withBudgets(
				List.of(SharedKeys.GENERATION, SharedKeys.minute(this.claim.key()), SharedKeys.slots(this.claim.key())),
				this.accounts);
	}

	List<String> settleKeys() {
		return SharedKeys.withBudgets(List.of(SharedKeys.minute(this.claim.key()), SharedKeys.slots(this.claim.key())),
				this.accounts);
	}

	List<String> holdKeys() {
		return SharedKeys.withBudgets(List.of(SharedKeys.slots(this.claim.key())), this.accounts);
	}

	List<String> admitArguments(String generation, Duration lease, Duration settling) {
		Allowance allowance = this.claim.allowance();
		List<String> arguments = new ArrayList<>(List.of(generation, this.id, Long.toString(lease.toMillis()),
				Long.toString(settling.toMillis()), text(allowance.requestsPerMinute()),
				text(allowance.tokensPerMinute()), Long.toString(tokens()), text(allowance.concurrency())));
		for (Budget budget : allowance.budgets()) {
			arguments.add(Long.toString(budget.limit().pico()));
			arguments.add(Long.toString(bounded(this.claim.least(), budget)));
			arguments.add(Long.toString(bounded(this.claim.most(), budget)));
		}
		return arguments;
	}

	private static String text(@Nullable Number limit) {
		return (limit != null) ? limit.toString() : "";
	}

	/** What is far beyond a budget might be beyond what Redis can add, too. */
	private static long bounded(Usd amount, Budget budget) {
		return Math.min(amount.pico(), budget.limit().pico() + 1);
	}

	/** How many tokens are taken. */
	long tokens() {
		Long limit = this.claim.allowance().tokensPerMinute();
		return (limit != null) ? this.claim.tokensWithin(limit) : 0;
	}

	List<String> settleArguments(@Nullable Long takenAt, long used, Usd spent) {
		boolean counted = takenAt != null && this.claim.allowance().tokensPerMinute() != null;
		return List.of(this.id, counted ? String.valueOf(takenAt) : "", Long.toString(tokens()), Long.toString(used),
				Long.toString(spent.pico()));
	}

	/** To hold what is under way, with the slot that it has. */
	List<String> holdArguments(Duration lease, Usd held) {
		return holdArguments(lease, held, this.claim.allowance().concurrency() != null);
	}

	/** To hold what has ended, so that it can be settled: of the slots it has none. */
	List<String> endedArguments(Duration lease, Usd held) {
		return holdArguments(lease, held, false);
	}

	private List<String> holdArguments(Duration lease, Usd held, boolean slot) {
		return List.of(this.id, Long.toString(lease.toMillis()), slot ? "1" : "0", Long.toString(held.pico()));
	}

	/** How much is left when Redis has said what was taken. */
	@Nullable RateLimits limits(long requests, int requestsReset, long tokens, int tokensReset) {
		Allowance allowance = this.claim.allowance();
		Quota ofRequests = quota(allowance.requestsPerMinute(), requests, requestsReset);
		Quota ofTokens = quota(allowance.tokensPerMinute(), tokens, tokensReset);
		return (ofRequests != null || ofTokens != null) ? new RateLimits(ofRequests, ofTokens, false) : null;
	}

	private static @Nullable Quota quota(@Nullable Number limit, long taken, int reset) {
		return (limit != null)
				? new Quota(limit.longValue(), Math.max(0, limit.longValue() - taken), Duration.ofSeconds(reset))
				: null;
	}

}
