package dev.tollgate.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Protocol;
import dev.tollgate.routing.RouteExplanation.Considered;

/**
 * Chooses among the targets of a route: those that can serve the request, group by group,
 * within a group as the strategy prefers.
 */
final class TargetChoice {

	private final RouteDefinition definition;

	private final List<List<Target>> groups;

	private final Preference preference;

	private final Clock clock;

	/** What one of the targets does not take; nothing else is looked for in a request. */
	private final Set<Capability> doubtful;

	TargetChoice(RouteDefinition definition, List<Target> targets, Preference preference, Clock clock) {
		this.definition = definition;
		this.groups = groups(definition.strategy(), targets);
		this.preference = preference;
		this.clock = clock;
		this.doubtful = EnumSet.noneOf(Capability.class);
		targets.forEach((target) -> this.doubtful.addAll(target.abilities().lacks()));
	}

	private static List<List<Target>> groups(Strategy strategy, List<Target> targets) {
		TreeMap<Integer, List<Target>> groups = new TreeMap<>();
		for (int i = 0; i < targets.size(); i++) {
			Integer group = targets.get(i).group();
			int place = (strategy == Strategy.ORDERED) ? i : 0;
			groups.computeIfAbsent((group != null) ? group : place, (key) -> new ArrayList<>()).add(targets.get(i));
		}
		return groups.values().stream().map(List::copyOf).toList();
	}

	/** All targets, group by group. */
	List<Target> all() {
		return this.groups.stream().flatMap(List::stream).toList();
	}

	/**
	 * Chooses for a call.
	 * @param request the request
	 * @return the targets that could serve it, one at least, in the order in which they
	 * are to be tried
	 * @throws InvalidRequest if there is none
	 */
	List<Target> choose(ChatRequest request) {
		Demand demand = demand(request);
		Instant now = this.clock.instant();
		List<Target> order = new ArrayList<>();
		for (List<Target> group : eligible(demand, request.protocol())) {
			order.addAll((group.size() > 1) ? this.preference.order(group, demand, now) : group);
		}
		return order;
	}

	/** What a request asks, as far as it matters here. */
	Demand demand(ChatRequest request) {
		return RequestReading.demand(request, this.groups.getFirst().getFirst(), this.doubtful);
	}

	private List<List<Target>> eligible(Demand demand, Protocol protocol) {
		List<List<Target>> able = select((target) -> target.abilities().objection(demand) == null);
		if (!able.isEmpty()) {
			return able;
		}
		// how long a prompt is, is an estimate: the roomiest model is asked all the same
		List<List<Target>> tight = select((target) -> target.abilities().takes(demand));
		int room = tight.stream()
			.flatMap(List::stream)
			.mapToInt(TargetChoice::room)
			.max()
			.orElseThrow(() -> refusal(demand, protocol));
		return select((target) -> target.abilities().takes(demand) && room(target) == room);
	}

	private static int room(Target target) {
		Integer window = target.contextWindow();
		return (window != null) ? window : Integer.MAX_VALUE;
	}

	private List<List<Target>> select(Predicate<Target> condition) {
		List<List<Target>> selected = new ArrayList<>(this.groups.size());
		for (List<Target> group : this.groups) {
			List<Target> some = group.stream().filter((target) -> target.weight() > 0).filter(condition).toList();
			if (!some.isEmpty()) {
				selected.add(some);
			}
		}
		return selected;
	}

	private InvalidRequest refusal(Demand demand, Protocol protocol) {
		List<Capability> missing = demand.needs().stream().filter(this.doubtful::contains).sorted().toList();
		String words = missing.stream().map(Capability::words).collect(Collectors.joining(" and "));
		return new InvalidRequest(
				"No model of '" + this.definition.name() + "' takes all that the request needs: " + words,
				"unsupported_capability", missing.getFirst().param(protocol));
	}

	/**
	 * Says what would be chosen, and chooses nothing.
	 * @param demand what a request asks
	 * @param at when the call would be
	 * @return all targets, those that could serve the request in the order in which they
	 * would be tried, then the others
	 */
	List<Considered> explain(Demand demand, Instant at) {
		List<List<Target>> eligible = List.of();
		try {
			eligible = eligible(demand, Protocol.OPENAI);
		}
		catch (InvalidRequest ex) {
			// each target says for itself what it lacks
		}
		List<Considered> considered = new ArrayList<>();
		for (List<Target> group : eligible) {
			for (Target target : this.preference.expect(group, demand, at)) {
				considered.add(new Considered(target, considered.size() + 1, reason(target, group, demand, at)));
			}
		}
		Set<Target> ranked = considered.stream().map(Considered::target).collect(Collectors.toSet());
		all().stream()
			.filter((target) -> !ranked.contains(target))
			.map((target) -> new Considered(target, null, objection(target, demand)))
			.forEach(considered::add);
		return considered;
	}

	private String reason(Target target, List<Target> group, Demand demand, Instant at) {
		String reason = this.preference.reason(target, group, demand, at);
		String objection = target.abilities().objection(demand);
		return (objection != null) ? objection + ", but none has more" : reason;
	}

	private static String objection(Target target, Demand demand) {
		String objection = target.abilities().objection(demand);
		return (objection != null) ? objection : "its weight is 0";
	}

}
