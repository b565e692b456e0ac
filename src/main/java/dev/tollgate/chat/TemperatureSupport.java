package dev.tollgate.chat;

import java.util.Locale;

/**
 * What a model makes of a temperature.
 */
public enum TemperatureSupport {

	/** It has its effect. */
	ACCEPTED,

	/** The provider answers with an error. */
	REJECTED,

	/** The provider takes it without effect. */
	IGNORED,

	/** The provider advises against it. */
	DEPRECATED,

	/** Nobody has said; none is added, because it might be rejected. */
	UNKNOWN;

	/**
	 * The name in JSON.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
