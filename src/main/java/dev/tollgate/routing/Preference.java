package dev.tollgate.routing;

import java.time.Instant;
import java.util.List;

/**
 * Decides in which order the targets of a group are tried.
 */
interface Preference {

	/**
	 * Orders targets for a call.
	 * @param targets two or more, each of which could serve the request
	 * @param demand what the request asks
	 * @param at now
	 * @return the same targets, the one to be tried first at the front
	 */
	List<Target> order(List<Target> targets, Demand demand, Instant at);

	/**
	 * Orders targets as is to be expected of a call, and changes nothing.
	 * @param targets the targets
	 * @param demand what the request asks
	 * @param at when the call would be
	 * @return the same targets, the likeliest first
	 */
	List<Target> expect(List<Target> targets, Demand demand, Instant at);

	/**
	 * Says of a target what decides its place.
	 * @param target the target
	 * @param among the targets of its group that could serve the request
	 * @param demand what the request asks
	 * @param at when the call would be
	 * @return the reason in words
	 */
	String reason(Target target, List<Target> among, Demand demand, Instant at);

}
