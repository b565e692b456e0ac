package dev.tollgate.routing;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which target would be taken for a request, and why.
 *
 * @param model the name that was asked for
 * @param route the route that serves it
 * @param at when the call would be
 * @param now whether that is now, so that the state of the providers counts
 * @param demand what the request asks
 * @param targets all targets: first those that could serve the request, in the order in
 * which they would be tried
 */
public record RouteExplanation(String model, Route route, Instant at, boolean now, Demand demand,
		List<Considered> targets) {

	public RouteExplanation {
		targets = List.copyOf(targets);
	}

	/**
	 * The target that would be called first: one whose provider can be called, if there
	 * is one.
	 * @return the target, or null if none can serve the request
	 */
	public @Nullable Target taken() {
		List<Target> eligible = this.targets.stream().filter(Considered::eligible).map(Considered::target).toList();
		if (eligible.isEmpty()) {
			return null;
		}
		return eligible.stream()
			.filter((target) -> !this.now || target.isReady())
			.findFirst()
			.orElse(eligible.getFirst());
	}

	/**
	 * What speaks for or against a target.
	 *
	 * @param target the target
	 * @param rank its place in the order in which they would be tried, from 1, or null if
	 * it is not
	 * @param reason why, in words
	 */
	public record Considered(Target target, @Nullable Integer rank, String reason) {

		/**
		 * Whether it would be tried at all.
		 * @return whether it has a rank
		 */
		public boolean eligible() {
			return this.rank != null;
		}

	}

}
