package dev.tollgate.chat;

import java.util.Locale;

/**
 * How a call ended.
 */
public enum Outcome {

	/** The answer was complete. */
	COMPLETED,

	/** The caller went away. */
	CANCELLED,

	/** The request itself was at fault. */
	REFUSED,

	/** A rate limit, quota or budget was reached, the provider's or the caller's. */
	RATE_LIMITED,

	/** The provider failed. */
	FAILED,

	/** The gateway ended in the middle of it, or died. */
	INTERRUPTED;

	/** The HTTP status of a call whose caller went away, as nginx logs it. */
	public static final int CLIENT_CLOSED_REQUEST = 499;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in metrics and reports.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

	/**
	 * The outcome of a failure.
	 * @param failure why a call failed
	 * @return how it ended
	 */
	public static Outcome of(GatewayException failure) {
		return switch (failure) {
			case GatewayException.RateLimited _ -> RATE_LIMITED;
			case GatewayException.LimitExceeded _ -> RATE_LIMITED;
			case GatewayException.BudgetExceeded _ -> RATE_LIMITED;
			case GatewayException.UpstreamFailed _ -> FAILED;
			case GatewayException.Unavailable _ -> INTERRUPTED;
			default -> REFUSED;
		};
	}

}
