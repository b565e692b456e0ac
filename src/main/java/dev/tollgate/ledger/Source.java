package dev.tollgate.ledger;

import java.util.Locale;

/**
 * Where the token counts of a settlement come from.
 */
public enum Source {

	/** The provider reported them. */
	PROVIDER,

	/** They were estimated from what was sent and what came. */
	ESTIMATED,

	/**
	 * The caller had left, and the provider's answer was read on until it reported them.
	 */
	DRAINED,
	/** Nobody was called: the answer of an earlier call was given again. */
	CACHE;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in reports.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
