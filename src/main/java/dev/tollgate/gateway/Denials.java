package dev.tollgate.gateway;

import java.time.Duration;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why none of the targets of a request may be called now.
 */
final class Denials {

	private static final GatewayException NOBODY = new UpstreamFailed(Reason.UPSTREAM_UNREACHABLE,
			"No provider can be called");

	private @Nullable GatewayException first;

	private @Nullable RateLimited soonest;

	private int soonestTarget;

	void add(int target, GatewayException failure) {
		if (this.first == null) {
			this.first = failure;
		}
		if (failure instanceof RateLimited limited && !limited.isExhausted()
				&& (this.soonest == null || delay(limited).compareTo(delay(this.soonest)) < 0)) {
			this.soonest = limited;
			this.soonestTarget = target;
		}
	}

	private static Duration delay(RateLimited limited) {
		Duration delay = limited.retryAfter();
		return (delay != null) ? delay : Duration.ZERO;
	}

	/** The limit of the rate that is lifted first, if there is one. */
	@Nullable RateLimited soonest() {
		return this.soonest;
	}

	/** Whose limit that is. */
	int soonestTarget() {
		return this.soonestTarget;
	}

	/** What the caller is told: that it may come back, if that is so. */
	GatewayException failure() {
		if (this.soonest != null) {
			return this.soonest;
		}
		return (this.first != null) ? this.first : NOBODY;
	}

}
