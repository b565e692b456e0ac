package dev.tollgate.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ByWeightTests {

	private final List<Target> targets = Stream.of(1, 2, 7)
		.map((weight) -> TestTargets.target("test", TestTargets.place("p/w" + weight, weight, null), Abilities.UNKNOWN,
				new Speed(Clock.systemUTC())))
		.toList();

	@ParameterizedTest
	@CsvSource({ "0, 0, p/w1 p/w2 p/w7", "0, 8, p/w1 p/w7 p/w2", "1, 0, p/w2 p/w1 p/w7", "2, 7, p/w2 p/w7 p/w1",
			"3, 0, p/w7 p/w1 p/w2", "9, 2, p/w7 p/w2 p/w1" })
	void whatIsDrawnDecides(long first, long second, String order) {
		Iterator<Long> drawn = List.of(first, second).iterator();
		ByWeight preference = new ByWeight((bound) -> drawn.next());
		assertThat(String.join(" ", TestTargets.names(preference.order(this.targets, Demand.NONE, Instant.EPOCH))))
			.isEqualTo(order);
	}

	@Test
	void eachIsFirstAsOftenAsItsWeightSaysAndNoneIsLost() {
		Random random = new Random(42);
		ByWeight preference = new ByWeight(random::nextLong);
		Map<String, Integer> first = new HashMap<>();
		for (int i = 0; i < 10_000; i++) {
			List<String> order = TestTargets.names(preference.order(this.targets, Demand.NONE, Instant.EPOCH));
			assertThat(order).containsExactlyInAnyOrder("p/w1", "p/w2", "p/w7");
			first.merge(order.getFirst(), 1, Integer::sum);
		}
		assertThat(first.get("p/w1")).isCloseTo(1000, within(150));
		assertThat(first.get("p/w2")).isCloseTo(2000, within(150));
		assertThat(first.get("p/w7")).isCloseTo(7000, within(150));
	}

	@Test
	void theHeaviestIsExpected() {
		ByWeight preference = new ByWeight((bound) -> 0);
		assertThat(TestTargets.names(preference.expect(this.targets, Demand.NONE, Instant.EPOCH)))
			.containsExactly("p/w7", "p/w2", "p/w1");
		assertThat(preference.reason(this.targets.get(1), this.targets, Demand.NONE, Instant.EPOCH))
			.isEqualTo("first in 20 % of calls by its weight of 2");
	}

}
