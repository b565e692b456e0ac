package dev.tollgate.limits;

import java.time.Duration;

import dev.tollgate.chat.GatewayException.LimitExceeded;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.chat.RateLimits.Quota;
import dev.tollgate.keys.Allowance;
import org.jspecify.annotations.Nullable;

/**
 * What one key has taken of its limits, in this gateway. Whoever uses it holds its lock.
 */
final class KeyCounters {

	private final SlidingMinute requests = new SlidingMinute();

	private final SlidingMinute tokens = new SlidingMinute();

	private int inFlight;

	private long second = Long.MIN_VALUE;

	/** How far a clock was put back: rates go by a time that is never again. */
	private long offset;

	private boolean dropped;

	/**
	 * Time goes on.
	 * @param clock the second that the clock shows
	 */
	void advance(long clock) {
		long now = clock + this.offset;
		if (now < this.second) {
			this.offset += this.second - now;
			now = this.second;
		}
		this.second = now;
		this.requests.advance(now);
		this.tokens.advance(now);
	}

	/**
	 * Refuses what is beyond a limit, and takes nothing.
	 * @throws LimitExceeded if it is
	 */
	void check(Claim claim, Share share, Rejections rejections) {
		Allowance allowance = claim.allowance();
		Integer concurrency = allowance.concurrency();
		if (concurrency != null && this.inFlight >= share.of(concurrency)) {
			throw rejections.concurrency(claim, limits(allowance, share));
		}
		Integer requests = allowance.requestsPerMinute();
		if (requests != null && this.requests.total() + 1 > share.of(requests)) {
			throw rejections.requests(claim, limits(allowance, share),
					this.requests.secondsUntil(share.of(requests), 1));
		}
		Long tokens = allowance.tokensPerMinute();
		if (tokens != null && (claim.input() > tokens
				|| this.tokens.total() + claim.tokensWithin(share.of(tokens)) > share.of(tokens))) {
			throw rejections.tokens(claim, limits(allowance, share),
					this.tokens.secondsUntil(share.of(tokens), claim.tokensWithin(share.of(tokens))));
		}
	}

	/** Takes what was found to be within the limits. */
	Taken take(Claim claim, Share share) {
		Allowance allowance = claim.allowance();
		if (allowance.concurrency() != null) {
			this.inFlight++;
		}
		if (allowance.requestsPerMinute() != null) {
			this.requests.take(1);
		}
		long tokens = 0;
		if (allowance.tokensPerMinute() != null) {
			tokens = claim.tokensWithin(share.of(allowance.tokensPerMinute()));
			this.tokens.take(tokens);
		}
		return new Taken(this.second, allowance.concurrency() != null, allowance.tokensPerMinute() != null, tokens);
	}

	/** Gives back what was taken for a request that is over. */
	void end(Taken taken, long used) {
		if (taken.slot()) {
			this.inFlight--;
		}
		if (!taken.counted()) {
			return;
		}
		if (used < taken.tokens()) {
			this.tokens.giveBack(taken.second(), taken.tokens() - used);
		}
		else {
			// known only now, so that it counts from now on
			this.tokens.take(used - taken.tokens());
		}
	}

	@Nullable RateLimits limits(Allowance allowance, Share share) {
		Integer requests = allowance.requestsPerMinute();
		Long tokens = allowance.tokensPerMinute();
		if (requests == null && tokens == null) {
			return share.degraded() ? new RateLimits(null, null, true) : null;
		}
		return new RateLimits((requests != null) ? quota(this.requests, share.of(requests)) : null,
				(tokens != null) ? quota(this.tokens, share.of(tokens)) : null, share.degraded());
	}

	private static Quota quota(SlidingMinute minute, long limit) {
		return new Quota(limit, Math.max(0, limit - minute.total()), Duration.ofSeconds(minute.secondsUntilEmpty()));
	}

	/** Whether nothing would be lost with it. */
	boolean isIdle() {
		return this.inFlight == 0 && this.requests.total() == 0 && this.tokens.total() == 0;
	}

	void drop() {
		this.dropped = true;
	}

	boolean isDropped() {
		return this.dropped;
	}

	/**
	 * What was taken for a request.
	 *
	 * @param second when, by the time of these counters
	 * @param slot whether it is one of those under way
	 * @param counted whether its tokens are counted
	 * @param tokens how many were
	 */
	record Taken(long second, boolean slot, boolean counted, long tokens) {
	}

}
