package dev.tollgate.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How costs are to be summed.
 *
 * @param groupBy what the sums are apart by, in order; empty for one sum of all
 * @param from the first start of a request that counts, or null
 * @param to the first start that no longer counts, or null
 * @param key the name of the key whose requests count alone, or null for all
 */
public record CostQuery(List<Grouping> groupBy, @Nullable Instant from, @Nullable Instant to, @Nullable String key) {

	/**
	 * Creates a query about all keys.
	 * @param groupBy what the sums are apart by, in order
	 * @param from the first start of a request that counts, or null
	 * @param to the first start that no longer counts, or null
	 */
	public CostQuery(List<Grouping> groupBy, @Nullable Instant from, @Nullable Instant to) {
		this(groupBy, from, to, null);
	}

	/**
	 * One thing that sums are apart by.
	 *
	 * @param dimension what
	 * @param tag the name of the tag where it is {@link Dimension#TAG}, else null
	 */
	public record Grouping(Dimension dimension, @Nullable String tag) {

		/**
		 * The name in reports.
		 * @return for instance {@code provider} or {@code tag:project}
		 */
		public String label() {
			return (this.tag != null) ? "tag:" + this.tag : this.dimension.label();
		}

	}

	/** What sums can be apart by. */
	public enum Dimension {

		/** The provider's name. */
		PROVIDER,
		/** The upstream model. */
		MODEL,
		/** The price window. */
		WINDOW,
		/** The team that paid. */
		TEAM,
		/** The name of the caller's key. */
		KEY,
		/** The route. */
		ROUTE,
		/** The day of the start in UTC. */
		DAY,
		/** The hour of the start in UTC. */
		HOUR,
		/** A tag that callers gave. */
		TAG;

		/**
		 * The name in reports.
		 * @return the name in lower case
		 */
		public String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
