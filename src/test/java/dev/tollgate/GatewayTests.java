package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * What all tests of the whole application share, so that they share one application: the
 * real one on a port of its own, the simulator without pauses behind it, and a clock that
 * stands still. Nothing is tried twice, and no failure of one test makes a provider or
 * its key rest in the next: that is what {@link FailoverGatewayTests} are about.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.ledger.batch-interval=5ms", "tollgate.temperature.providers.openai=0.6",
				"tollgate.retry.budget=0", "tollgate.retry.budget-floor=0",
				"spring.config.import=classpath:policies.yml,classpath:gateway-tests.yml" })
@Import(GatewayTestConfiguration.class)
abstract class GatewayTests {

	private static final Path DATA = temporaryDirectory();

	@Autowired
	GatewayCaller gateway;

	@Autowired
	Simulator simulator;

	@Autowired
	SettableClock clock;

	private static Path temporaryDirectory() {
		try {
			Path directory = Files.createTempDirectory("tollgate-tests");
			// the application that uses it ends with this process
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry properties) {
		properties.add("tollgate.data-dir", () -> DATA);
	}

	@BeforeEach
	final void forget() {
		this.simulator.clear();
		this.clock.set(SettableClock.EVENING_IN_CHINA);
	}

	/** The only call that has reached a provider. */
	final SimulatedCall upstream() {
		if (this.simulator.calls().size() != 1) {
			throw new AssertionError("Not one call but " + this.simulator.calls());
		}
		return this.simulator.calls().getFirst();
	}

	/** The body of the only call that has reached a provider. */
	final JsonNode sent() {
		return GatewayCaller.json(String.valueOf(upstream().body()));
	}

}
