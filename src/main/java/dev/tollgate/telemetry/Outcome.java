package dev.tollgate.telemetry;

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

	/** The provider's rate limit or quota was reached. */
	RATE_LIMITED,

	/** The provider failed. */
	FAILED;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in metrics.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
