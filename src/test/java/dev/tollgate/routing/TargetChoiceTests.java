package dev.tollgate.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.routing.RouteExplanation.Considered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TargetChoiceTests {

	private static final String TEXT = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

	private static final String IMAGE = """
			{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}
			""";

	private static final Map<String, Abilities> ABILITIES = Map.of("p/blind",
			TestTargets.without(1000, Capability.IMAGE), "p/seeing", TestTargets.without(2000, Capability.JSON_SCHEMA),
			"p/unknown", Abilities.UNKNOWN, "p/idle", TestTargets.without(null, Capability.TOOLS));

	@Test
	void theTargetsOfAnOrderedRouteAreTriedInTheOrderOfTheList() {
		assertThat(chosen(Strategy.ORDERED, TEXT, "p/seeing 1", "p/blind 9", "p/idle 5")).containsExactly("p/seeing",
				"p/blind", "p/idle");
	}

	@Test
	void lowerGroupsGoFirstAndWithinAGroupTheStrategyDecides() {
		// what is drawn is always the last that can be
		assertThat(chosen(Strategy.ORDERED, TEXT, "p/a 1 2", "p/b 1 1", "p/c 1 1")).containsExactly("p/c", "p/b",
				"p/a");
		assertThat(chosen(Strategy.WEIGHTED, TEXT, "p/a 1", "p/b 1", "p/c 1")).containsExactly("p/c", "p/b", "p/a");
		assertThat(chosen(Strategy.WEIGHTED, TEXT, "p/a 1 -1", "p/b 1 0", "p/c 1 0")).containsExactly("p/a", "p/c",
				"p/b");
	}

	@Test
	void aWeightOfZeroIsNeverChosenButExplained() {
		assertThat(chosen(Strategy.WEIGHTED, TEXT, "p/a 1", "p/b 0")).containsExactly("p/a");
		List<Considered> considered = choice(Strategy.WEIGHTED, "p/a 1", "p/b 0").explain(Demand.NONE, Instant.EPOCH);
		assertThat(considered).extracting(Considered::rank).containsExactly(1, null);
		assertThat(considered.getLast().reason()).isEqualTo("its weight is 0");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"messages":[]}                                            | p/blind p/seeing p/unknown p/idle
			{"messages":[],"tools":[{"type":"function"}]}              | p/blind p/seeing p/unknown
			{"messages":[],"functions":[{"name":"f"}]}                 | p/blind p/seeing p/unknown
			{"messages":[],"tools":[ ]}                                | p/blind p/seeing p/unknown p/idle
			{"messages":[],"response_format":{"type":"json_schema"}}   | p/blind p/unknown p/idle
			{"messages":[],"response_format":{"type":"json_object"}}   | p/blind p/seeing p/unknown p/idle
			{"messages":[{"content":[{"image_url":{"url":"x"}}]}]}     | p/seeing p/unknown p/idle
			{"messages":[],"max_tokens":999}                           | p/blind p/seeing p/unknown p/idle
			{"messages":[],"max_tokens":1000}                          | p/seeing p/unknown p/idle
			{"messages":[],"max_completion_tokens":2000,"max_tokens":1}| p/unknown p/idle
			{"messages":[],"max_tokens":2000,"tools":[{}]}             | p/unknown
			""")
	void whatIsKnownNotToBeCapableIsPassedOver(String json, String chosen) {
		assertThat(
				String.join(" ", chosen(Strategy.ORDERED, json, "p/blind 1", "p/seeing 1", "p/unknown 1", "p/idle 1")))
			.isEqualTo(chosen);
	}

	@Test
	void aPromptThatIsTooLongForOneGoesToTheOther() {
		String text = "x y ".repeat(1500);
		assertThat(chosen(Strategy.ORDERED, TEXT.replace("Hello", text), "p/blind 1", "p/seeing 1"))
			.containsExactly("p/seeing");
	}

	@Test
	void aPromptThatIsTooLongForAllGoesToTheRoomiestForItIsAnEstimate() {
		String text = "x y ".repeat(3000);
		assertThat(chosen(Strategy.ORDERED, TEXT.replace("Hello", text), "p/blind 1", "p/seeing 1"))
			.containsExactly("p/seeing");
	}

	@Test
	void aRequestThatNoneCanServeIsRefusedByName() {
		TargetChoice choice = choice(Strategy.ORDERED, "p/blind 1", "p/seeing 1");
		String both = IMAGE.strip().replaceFirst("}$", ",\"response_format\":{\"type\":\"json_schema\"}}");
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> choose(choice, both))
			.withMessage("No model of 'test' takes all that the request needs: image input and JSON schemas")
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("unsupported_capability"))
			.satisfies((refusal) -> assertThat(refusal.param()).isEqualTo("messages"));
		List<Considered> considered = choice.explain(choice.demand(TestTargets.request(both)), Instant.EPOCH);
		assertThat(considered).extracting(Considered::reason)
			.containsExactly("it does not take image input", "it does not take JSON schemas");
	}

	@Test
	void aSingleTargetIsNotChecked() {
		RouteDefinition.Target place = TestTargets.place("p/blind", 1, null);
		Route route = new Route(TestTargets.definition(Strategy.ORDERED, List.of(place)), TestTargets.target("test",
				place, TestTargets.without(1, Capability.IMAGE), new Speed(Clock.systemUTC())));
		ChatRequest request = TestTargets.request(IMAGE);
		assertThat(route.targets(request)).isSameAs(route.targets(request)).hasSize(1);
	}

	private static List<String> chosen(Strategy strategy, String json, String... targets) {
		return choose(choice(strategy, targets), json);
	}

	private static List<String> choose(TargetChoice choice, String json) {
		return TestTargets.names(choice.choose(TestTargets.request(json)));
	}

	/** Targets as {@code provider/model weight group}. */
	private static TargetChoice choice(Strategy strategy, String... targets) {
		List<RouteDefinition.Target> places = new ArrayList<>();
		for (String target : targets) {
			String[] parts = target.split(" ", -1);
			places.add(TestTargets.place(parts[0], Integer.parseInt(parts[1]),
					(parts.length > 2) ? Integer.valueOf(parts[2]) : null));
		}
		List<Target> all = places.stream()
			.map((place) -> TestTargets.target("test", place,
					ABILITIES.getOrDefault(place.provider() + "/" + place.model(), Abilities.UNKNOWN),
					new Speed(Clock.systemUTC())))
			.toList();
		return new TargetChoice(TestTargets.definition(strategy, places), all, new ByWeight((bound) -> bound - 1),
				Clock.systemUTC());
	}

}
