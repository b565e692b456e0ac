package dev.tollgate.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to go wrong with which call: what was ordered for all calls to a provider, and
 * what a call orders for itself.
 */
final class FaultOrders {

	private final Map<String, Standing> standing = new TreeMap<>();

	private final Map<String, Integer> used = new HashMap<>();

	private int orders;

	/**
	 * Orders faults for all calls to a provider, in place of what was ordered before.
	 * @param provider the provider
	 * @param text the keys and values
	 * @throws IllegalArgumentException for an unknown key or a wrong value
	 */
	synchronized void put(String provider, String text) {
		List<Faults> clauses = Faults.clauses(text);
		this.orders++;
		this.standing.put(provider, new Standing(text, clauses, "order " + this.orders));
	}

	synchronized void remove(String provider) {
		this.standing.remove(provider);
	}

	/** What is ordered for all calls, by provider. */
	synchronized Map<String, String> standing() {
		Map<String, String> texts = new TreeMap<>();
		this.standing.forEach((provider, order) -> texts.put(provider, order.text()));
		return texts;
	}

	/** Forgets how often calls were spoilt. */
	synchronized void forget() {
		this.used.clear();
	}

	/**
	 * Finds what is to go wrong with a call, and counts it.
	 * @param provider the provider that is called
	 * @param credential with which credential, empty for none
	 * @param marker what the call's text orders, which is stronger than what stands
	 * @param header what its header orders, which is stronger still
	 * @return the faults
	 * @throws IllegalArgumentException for an unknown key or a wrong value
	 */
	Faults of(String provider, String credential, String marker, String header) {
		List<Faults> inText = Faults.clauses(marker);
		List<Faults> inHeader = Faults.clauses(header);
		synchronized (this) {
			Standing order = this.standing.get(provider);
			Faults faults = (order != null) ? meant(provider, credential, order.clauses(), order.name()) : Faults.NONE;
			return faults.and(meant(provider, credential, inText, "marker " + marker))
				.and(meant(provider, credential, inHeader, "header " + header));
		}
	}

	private Faults meant(String provider, String credential, List<Faults> clauses, String order) {
		Faults meant = Faults.NONE;
		for (int i = 0; i < clauses.size(); i++) {
			Faults clause = clauses.get(i);
			if (clause.meant(provider, credential)
					&& (!clause.has("times") || use(provider + " " + i + " " + order) <= clause.number("times", 0))) {
				meant = meant.and(clause);
			}
		}
		return meant;
	}

	private int use(String order) {
		return this.used.merge(order, 1, Integer::sum);
	}

	/**
	 * What is ordered for all calls to a provider.
	 *
	 * @param text as it was ordered
	 * @param clauses the same, read
	 * @param name under which its calls are counted
	 */
	private record Standing(String text, List<Faults> clauses, String name) {
	}

}
