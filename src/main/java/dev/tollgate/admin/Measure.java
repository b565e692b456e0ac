package dev.tollgate.admin;

import java.util.Locale;

/**
 * What can be compared of a day's calls of a model.
 */
enum Measure {

	/** The number of requests. */
	REQUESTS,
	/** All tokens that were sent. */
	INPUT,
	/** Those of them that the provider's prompt cache held. */
	CACHED_INPUT,
	/** All tokens that were answered. */
	OUTPUT,
	/** US dollars. */
	USD;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
