package dev.tollgate.routing;

import java.util.Locale;

/**
 * Which of the targets of a group is tried first.
 */
public enum Strategy {

	/** The one of the lowest group; within a group by weight. */
	ORDERED,

	/** Each as often as its weight says. */
	WEIGHTED,

	/** The one that would cost least for the request at this instant. */
	CHEAPEST_NOW,

	/** The one whose first token has come soonest of late. */
	FASTEST;

	/**
	 * The name in the configuration.
	 * @return for instance {@code cheapest-now}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
