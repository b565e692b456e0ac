package dev.tollgate.routing;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoutesChangeTests {

	@Test
	void whatIsNewGoneAndOtherIsNamed() {
		assertThat(RoutesChange.between(table("same 1", "other 1", "gone 1"), table("new 1", "other 2", "same 1")))
			.isEqualTo(new RoutesChange(3, List.of("new"), List.of("gone"), List.of("other")));
	}

	/** Routes as {@code name weight}. */
	private static RouteTable table(String... routes) {
		RouteTable table = new RouteTable();
		for (String route : routes) {
			String name = route.substring(0, route.indexOf(' '));
			RouteDefinition.Target place = TestTargets.place("p/m",
					Integer.parseInt(route.substring(route.indexOf(' ') + 1)), null);
			RouteDefinition like = TestTargets.definition(Strategy.ORDERED, List.of(place));
			RouteDefinition definition = new RouteDefinition(name, like.strategy(), like.targets(), like.defaults(),
					like.overrides(), like.unsupportedParameters(), like.deadline(), like.attempts(), like.resume(),
					like.timeouts(), like.policies());
			table.list(name, new Route(definition,
					TestTargets.target(name, place, Abilities.UNKNOWN, new Speed(Clock.systemUTC()))));
		}
		return table;
	}

}
