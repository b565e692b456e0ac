package dev.tollgate;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What remains when the drain is over has time to be told so.
 */
class ShutdownPropertiesTests {

	@Test
	void aPhaseThatIsOverBeforeTheCallsAreToldIsRefused() {
		ShutdownProperties properties = new ShutdownProperties(Duration.ofSeconds(60));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> properties.checkFits(Duration.ofSeconds(61)))
			.withMessageContaining("spring.lifecycle.timeout-per-shutdown-phase");
		assertThatCode(() -> properties.checkFits(Duration.ofSeconds(62))).doesNotThrowAnyException();
	}

	@Test
	void aNegativeDrainIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new ShutdownProperties(Duration.ofSeconds(-1)))
			.withMessageContaining("tollgate.server.drain");
	}

}
