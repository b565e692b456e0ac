package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
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
				"tollgate.temperature.providers.openai=0.6", "spring.config.import=classpath:policies.yml",
				"tollgate.retry.budget=0", "tollgate.retry.budget-floor=0", "tollgate.providers[0].name=backup",
				"tollgate.providers[0].type=openai", "tollgate.providers[0].base-url=${OPENAI_BASE_URL}",
				"tollgate.providers[0].api-keys[0]=simulated", "tollgate.providers[1].name=impatient",
				"tollgate.providers[1].type=openai", "tollgate.providers[1].base-url=${OPENAI_BASE_URL}",
				"tollgate.providers[1].api-keys[0]=simulated", "tollgate.providers[1].timeouts.headers=400ms",
				"tollgate.providers[1].timeouts.first-content=400ms", "tollgate.providers[1].timeouts.idle=400ms",
				"tollgate.providers[2].name=locked", "tollgate.providers[2].type=openai",
				"tollgate.providers[2].base-url=${OPENAI_BASE_URL}", "tollgate.providers[2].api-keys[0]=invalid",
				"tollgate.providers[3].name=nowhere", "tollgate.providers[3].type=openai",
				"tollgate.providers[3].base-url=http://127.0.0.1:1/v1", "tollgate.providers[3].api-keys[0]=simulated",
				"tollgate.providers[4].name=drained-openai", "tollgate.providers[4].type=openai",
				"tollgate.providers[4].base-url=${OPENAI_BASE_URL}", "tollgate.providers[4].api-keys[0]=simulated",
				"tollgate.providers[4].on-disconnect=drain", "tollgate.providers[5].name=drained-deepseek",
				"tollgate.providers[5].type=deepseek", "tollgate.providers[5].base-url=${DEEPSEEK_BASE_URL}",
				"tollgate.providers[5].api-keys[0]=simulated", "tollgate.providers[5].on-disconnect=drain",
				"tollgate.providers[6].name=drained-gemini", "tollgate.providers[6].type=gemini",
				"tollgate.providers[6].base-url=${GEMINI_BASE_URL}", "tollgate.providers[6].api-keys[0]=simulated",
				"tollgate.providers[6].on-disconnect=drain", "tollgate.providers[6].drain.max-calls=2",
				"tollgate.routes[0].name=fast", "tollgate.routes[0].targets[0].provider=openai",
				"tollgate.routes[0].targets[0].model=gpt-4o-mini", "tollgate.routes[0].defaults.temperature=0.3",
				"tollgate.routes[0].overrides.max_tokens=5", "tollgate.routes[0].defaults.stop[0]=THE",
				"tollgate.routes[0].defaults.stop[1]=END", "tollgate.routes[0].defaults.store=false",
				"tollgate.routes[1].name=lenient", "tollgate.routes[1].targets[0].provider=openai",
				"tollgate.routes[1].targets[0].model=o3-mini", "tollgate.routes[1].defaults.temperature=0.3",
				"tollgate.routes[1].unsupported-parameters=drop", "tollgate.routes[2].name=strict",
				"tollgate.routes[2].targets[0].provider=openai", "tollgate.routes[2].targets[0].model=o3-mini",
				"tollgate.routes[2].unsupported-parameters=reject", "tollgate.routes[3].name=guarded",
				"tollgate.routes[3].targets[0].provider=openai", "tollgate.routes[3].targets[0].model=gpt-4o-mini",
				"tollgate.routes[3].policies[0]=no-swearing", "tollgate.routes[4].name=masked",
				"tollgate.routes[4].targets[0].provider=openai", "tollgate.routes[4].targets[0].model=gpt-4o-mini",
				"tollgate.routes[4].policies[0]=mask-sky", "tollgate.routes[5].name=worded",
				"tollgate.routes[5].targets[0].provider=openai", "tollgate.routes[5].targets[0].model=gpt-4o-mini",
				"tollgate.routes[5].policies[0]=house", "tollgate.routes[6].name=kept",
				"tollgate.routes[6].targets[0].provider=openai", "tollgate.routes[6].targets[0].model=gpt-4o-mini",
				"tollgate.routes[6].policies[0]=kept", "tollgate.routes[7].name=private",
				"tollgate.routes[7].targets[0].provider=openai", "tollgate.routes[7].targets[0].model=gpt-4o-mini",
				"tollgate.routes[7].policies[0]=personal-data", "tollgate.routes[8].name=checked",
				"tollgate.routes[8].targets[0].provider=openai", "tollgate.routes[8].targets[0].model=gpt-4o-mini",
				"tollgate.routes[8].policies[0]=schema", "tollgate.routes[9].name=shouting",
				"tollgate.routes[9].targets[0].provider=openai", "tollgate.routes[9].targets[0].model=gpt-4o-mini",
				"tollgate.routes[9].policies[0]=shouting", "tollgate.routes[10].name=similar",
				"tollgate.routes[10].targets[0].provider=openai", "tollgate.routes[10].targets[0].model=gpt-4o-mini",
				"tollgate.routes[10].policies[0]=similar", "tollgate.routes[11].name=all",
				"tollgate.routes[11].targets[0].provider=openai", "tollgate.routes[11].targets[0].model=gpt-4o-mini",
				"tollgate.routes[11].policies[0]=no-swearing", "tollgate.routes[11].policies[1]=personal-data",
				"tollgate.routes[11].policies[2]=house", "tollgate.routes[11].policies[3]=kept",
				"tollgate.routes[12].name=listening", "tollgate.routes[12].targets[0].provider=openai",
				"tollgate.routes[12].targets[0].model=gpt-4o-mini",
				"tollgate.routes[12].policies[0]=no-swearing-answers", "tollgate.providers[7].name=openai",
				"tollgate.providers[8].name=deepseek", "tollgate.providers[9].name=gemini",
				"tollgate.providers[0].key-bench=0s", "tollgate.providers[0].breaker.enabled=false",
				"tollgate.providers[1].key-bench=0s", "tollgate.providers[1].breaker.enabled=false",
				"tollgate.providers[2].key-bench=0s", "tollgate.providers[2].breaker.enabled=false",
				"tollgate.providers[3].key-bench=0s", "tollgate.providers[3].breaker.enabled=false",
				"tollgate.providers[4].key-bench=0s", "tollgate.providers[4].breaker.enabled=false",
				"tollgate.providers[5].key-bench=0s", "tollgate.providers[5].breaker.enabled=false",
				"tollgate.providers[6].key-bench=0s", "tollgate.providers[6].breaker.enabled=false",
				"tollgate.providers[7].key-bench=0s", "tollgate.providers[7].breaker.enabled=false",
				"tollgate.providers[8].key-bench=0s", "tollgate.providers[8].breaker.enabled=false",
				"tollgate.providers[9].key-bench=0s", "tollgate.providers[9].breaker.enabled=false" })
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
