package dev.tollgate.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * When a failed call may be repeated: after which pause, and how often in all.
 */
@Component
final class RetryPolicy {

	private final RetryProperties properties;

	/** By route, whose names are a bounded set. */
	private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

	RetryPolicy(RetryProperties properties) {
		this.properties = properties;
	}

	/** The budget of a route. */
	RetryBudget budget(String route) {
		RetryBudget budget = this.budgets.get(route);
		return (budget != null) ? budget : this.budgets.computeIfAbsent(route,
				(_) -> new RetryBudget(this.properties.budget(), this.properties.budgetFloor()));
	}

	/**
	 * The pause before a target is tried again: exponential, between half and all of it,
	 * so that those who failed together do not come back together.
	 * @param attempt which attempt it is to be, from 2
	 * @return nanoseconds
	 */
	long backoff(int attempt) {
		long base = this.properties.backoff().toNanos() << Math.min(attempt - 2, 20);
		long pause = Math.min(base, this.properties.maxBackoff().toNanos());
		return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
	}

	/**
	 * The wait for a provider that limits the rate.
	 * @param retryAfter what it asked for, or null
	 * @param attempt which attempt it is to be, from 1
	 * @param left how long the request may last yet in nanoseconds, or zero for any time
	 * @return nanoseconds, or -1 if the request cannot wait so long
	 */
	long wait(@Nullable Duration retryAfter, int attempt, long left) {
		long wait = (retryAfter != null) ? retryAfter.toNanos() : backoff(Math.max(attempt, 2));
		long bound = (left > 0) ? left : this.properties.maxWait().toNanos();
		return (wait < bound) ? wait : -1;
	}

}
