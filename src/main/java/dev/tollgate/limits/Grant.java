package dev.tollgate.limits;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.tollgate.chat.RateLimits;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What a request was given of its caller's limits, until it is over.
 */
public abstract class Grant {

	private final @Nullable RateLimits limits;

	private final Usd held;

	private final AtomicBoolean ended = new AtomicBoolean();

	Grant(@Nullable RateLimits limits, Usd held) {
		this.limits = limits;
		this.held = held;
	}

	/**
	 * What was left when it was given.
	 * @return the limits of a minute, or null if there are none
	 */
	public final @Nullable RateLimits limits() {
		return this.limits;
	}

	/**
	 * What the request may cost.
	 * @return what is held of each budget
	 */
	public final Usd held() {
		return this.held;
	}

	/**
	 * The request is over: gives back what is held. Only the first word counts.
	 * @param spent what it has cost
	 * @param tokens how many tokens it has used
	 */
	public final void end(Usd spent, long tokens) {
		if (this.ended.compareAndSet(false, true)) {
			give(spent, tokens);
		}
	}

	/** Whether it was told to end. */
	final boolean isEnded() {
		return this.ended.get();
	}

	abstract void give(Usd spent, long tokens);

}
