package dev.tollgate.ledger;

import java.util.Locale;

/**
 * How far the account of a call has come.
 */
public enum State {

	/** The call is under way, and what it may cost is held. */
	RESERVED,

	/** The call has ended, and what it cost is known or estimated. */
	SETTLED,

	/** The provider was never contacted, so that nothing was spent. */
	VOID,

	/** The gateway died in the middle of the call; its cost is estimated. */
	RECOVERED;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in reports.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
