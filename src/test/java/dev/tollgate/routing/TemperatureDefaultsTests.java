package dev.tollgate.routing;

import java.util.Map;

import dev.tollgate.chat.Task;
import dev.tollgate.chat.Temperature;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TemperatureDefaultsTests {

	private final TemperatureDefaults defaults = new TemperatureDefaults(
			new TemperatureProperties(0.7, Map.of("deepseek", 0.6), Map.of("deepseek", Map.of(Task.CODING, 0.0))));

	@Test
	void eachSourceGoesBeforeTheNext() {
		assertThat(this.defaults.of("deepseek", Task.CODING, 0.3, 0.4)).isEqualTo(new Temperature(0.0, "task"));
		assertThat(this.defaults.of("deepseek", Task.FACTUAL, 0.3, 0.4)).isEqualTo(new Temperature(0.3, "route"));
		assertThat(this.defaults.of("deepseek", null, 0.3, 0.4)).isEqualTo(new Temperature(0.3, "route"));
		assertThat(this.defaults.of("deepseek", null, null, 0.4)).isEqualTo(new Temperature(0.4, "model"));
		assertThat(this.defaults.of("deepseek", null, null, null)).isEqualTo(new Temperature(0.6, "provider"));
		assertThat(this.defaults.of("openai", null, null, null)).isEqualTo(new Temperature(0.7, "global"));
	}

	@Test
	void aTaskOfAnotherProviderDoesNotCount() {
		assertThat(this.defaults.of("openai", Task.CODING, null, null)).isEqualTo(new Temperature(0.7, "global"));
	}

}
