package dev.tollgate.routing;

import java.util.List;
import java.util.Map;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.routing.RouteDefinition.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RouteDefinitionTests {

	@ParameterizedTest
	@ValueSource(strings = { "model", "messages", "prompt", "stream", "stream_options" })
	void aRouteLeavesToTheCallerWhatIsTheCallers(String reserved) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> route(Map.of(), Map.of(reserved, "x")))
			.withMessage("tollgate.routes: the route 'fast' must not set '" + reserved + "', which is the caller's");
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "-0.1", "hot" })
	void aTemperatureIsFromZeroToTwo(String temperature) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> route(Map.of("temperature", temperature), Map.of()))
			.withMessageContaining("a number from 0 to 2");
	}

	@Test
	void otherParametersAreKept() {
		RouteDefinition route = route(Map.of("temperature", 0.3), Map.of("max_tokens", 100));
		assertThat(route.defaults()).containsEntry("temperature", 0.3);
		assertThat(route.overrides()).containsEntry("max_tokens", 100);
	}

	private static RouteDefinition route(Map<String, Object> defaults, Map<String, Object> overrides) {
		return new RouteDefinition("fast", Strategy.ORDERED, List.of(new Target("openai", "gpt-4o", 1, null)), defaults,
				overrides, UnsupportedParameters.PASS, null, 3, Resume.OFF, null, List.of());
	}

}
