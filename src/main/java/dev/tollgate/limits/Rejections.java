package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.chat.GatewayException.LimitExceeded;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Says no in the caller's words, and counts it.
 */
final class Rejections {

	private final LongAdder[] counts = new LongAdder[Reason.values().length];

	Rejections() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	long count(Reason reason) {
		return counter(reason).sum();
	}

	@SuppressWarnings("EnumOrdinal") // of one process only
	private LongAdder counter(Reason reason) {
		return this.counts[reason.ordinal()];
	}

	private LimitExceeded limit(Reason reason, String message, @Nullable RateLimits limits,
			@Nullable Duration retryAfter) {
		counter(reason).increment();
		return new LimitExceeded(message, limits, retryAfter);
	}

	LimitExceeded requests(Claim claim, @Nullable RateLimits limits, int seconds) {
		return limit(
				Reason.REQUESTS, "The key '" + claim.key() + "' has reached its limit of "
						+ claim.allowance().requestsPerMinute() + " requests per minute",
				limits, Duration.ofSeconds(seconds));
	}

	LimitExceeded tokens(Claim claim, @Nullable RateLimits limits, int seconds) {
		Long limit = claim.allowance().tokensPerMinute();
		if (limit != null && claim.input() > limit) {
			// which no pause mends
			return limit(Reason.TOKENS, "This request has about " + claim.input() + " tokens, and the key '"
					+ claim.key() + "' may use " + limit + " per minute", limits, null);
		}
		return limit(Reason.TOKENS,
				"The key '" + claim.key() + "' has reached its limit of " + limit
						+ " tokens per minute: this request may need " + (claim.input() + claim.output()),
				limits, Duration.ofSeconds(seconds));
	}

	LimitExceeded concurrency(Claim claim, @Nullable RateLimits limits) {
		// not the same for all, or they would all come back at once
		Duration soon = Duration.ofSeconds(ThreadLocalRandom.current().nextInt(1, 4));
		return limit(Reason.CONCURRENCY, "The key '" + claim.key() + "' has reached its limit of "
				+ claim.allowance().concurrency() + " requests under way", limits, soon);
	}

	/**
	 * A budget has no room.
	 * @param budget the budget
	 * @param claim what is asked
	 * @param spent what is spent of it
	 * @param used what is spent or held
	 */
	BudgetExceeded budget(Budget budget, Claim claim, long spent, long used) {
		counter(Reason.BUDGET).increment();
		long limit = budget.limit().pico();
		String whose = "The budget of the " + budget.payer().name().toLowerCase(Locale.ROOT) + " '" + budget.name()
				+ "' of " + budget.limit() + " USD" + words(budget.period());
		String state = (spent >= limit) ? " is used up" : " has " + new Usd(limit - spent) + " USD left"
				+ heldByOthers(used - spent) + ", and this call may cost up to " + claim.least() + " USD";
		Instant end = budget.period().end(claim.start());
		return new BudgetExceeded(
				whose + state + ((end != null) ? "; it is whole again at " + end : "; it does not renew"));
	}

	private static String heldByOthers(long held) {
		return (held > 0) ? ", of which calls that are under way may use " + new Usd(held) : "";
	}

	private static String words(BudgetPeriod period) {
		return switch (period) {
			case DAY -> " a day";
			case WEEK -> " a week";
			case MONTH -> " a month";
			case TOTAL -> " in all";
		};
	}

	/** Nobody knows what is left of a budget. */
	static Unavailable budgetUnknown() {
		return new Unavailable("What is left of the budget cannot be told now", "budget_store_unavailable");
	}

	/** Which of the limits it was. */
	enum Reason {

		/** Of requests per minute. */
		REQUESTS,
		/** Of tokens per minute. */
		TOKENS,
		/** Of requests under way. */
		CONCURRENCY,
		/** Of dollars. */
		BUDGET;

		private final String label = name().toLowerCase(Locale.ROOT);

		String label() {
			return this.label;
		}

	}

}
