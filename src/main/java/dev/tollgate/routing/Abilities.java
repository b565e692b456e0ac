package dev.tollgate.routing;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is known of what a model can do. What nobody knows is taken for possible: its
 * provider answers for itself.
 *
 * @param lacks what it is known not to take
 * @param contextWindow the most tokens of input and output together, or null if unknown
 * @param prefix whether it goes on with the beginning of an answer
 */
record Abilities(Set<Capability> lacks, @Nullable Integer contextWindow, boolean prefix) {

	/** Of a model of which nothing is known. */
	static final Abilities UNKNOWN = new Abilities(Set.of(), null, false);

	Abilities {
		lacks = Set.copyOf(lacks);
	}

	/** Says why a model cannot serve a request, or null if it can. */
	@Nullable String objection(Demand demand) {
		for (Capability needed : demand.needs()) {
			if (this.lacks.contains(needed)) {
				return "it does not take " + needed.words();
			}
		}
		if (isTooSmall(demand)) {
			return "its context of " + this.contextWindow + " tokens is too small for about " + demand.context();
		}
		return null;
	}

	/** Whether it has all that is needed, room aside. */
	boolean takes(Demand demand) {
		return demand.needs().stream().noneMatch(this.lacks::contains);
	}

	boolean isTooSmall(Demand demand) {
		return this.contextWindow != null && demand.context() > this.contextWindow;
	}

}
