package dev.tollgate.routing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the routes of a new table differ from those of the old one.
 *
 * @param routes how many there are now
 * @param added the names of new ones
 * @param removed the names of those that are gone
 * @param changed the names of those that are not what they were
 */
public record RoutesChange(int routes, List<String> added, List<String> removed, List<String> changed) {

	public RoutesChange {
		added = List.copyOf(added);
		removed = List.copyOf(removed);
		changed = List.copyOf(changed);
	}

	static RoutesChange between(RouteTable before, RouteTable now) {
		Map<String, RouteDefinition> old = aliases(before);
		Map<String, RouteDefinition> next = aliases(now);
		return new RoutesChange(next.size(), missing(next, old), missing(old, next), next.entrySet()
			.stream()
			.filter((route) -> old.containsKey(route.getKey()) && !route.getValue().equals(old.get(route.getKey())))
			.map(Map.Entry::getKey)
			.sorted()
			.toList());
	}

	private static List<String> missing(Map<String, RouteDefinition> of, Map<String, RouteDefinition> from) {
		return of.keySet().stream().filter((name) -> !from.containsKey(name)).sorted().toList();
	}

	private static Map<String, RouteDefinition> aliases(RouteTable table) {
		return table.listed()
			.stream()
			.filter(Route::isAlias)
			.map(Route::definition)
			.collect(Collectors.toMap(RouteDefinition::name, Function.identity()));
	}

}
