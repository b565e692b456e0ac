package dev.tollgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left at a provider is known before it says that nothing is.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.balance.check-every=50ms", "tollgate.providers[0].name=two-keys",
				"tollgate.providers[0].type=deepseek", "tollgate.providers[0].base-url=${DEEPSEEK_BASE_URL}",
				"tollgate.providers[0].api-keys=simulated,invalid" })
@Import(BalanceTests.Callers.class)
@DirtiesContext
class BalanceTests {

	private static final String BALANCE = "tollgate_provider_balance";

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private Simulator simulator;

	@Autowired
	private MeterRegistry registry;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry properties) throws IOException {
		Path directory = Files.createTempDirectory("tollgate-tests");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
		properties.add("tollgate.data-dir", () -> directory);
	}

	private double balance(String provider, String key) {
		return this.gateway.metric(BALANCE, "provider", provider, "key", key, "currency", "USD");
	}

	@Test
	void whatAProviderSaysIsShownByKeyAndCurrency() {
		Awaitility.await().until(() -> balance("deepseek", "1") == 110 && balance("two-keys", "1") == 110);
		assertThat(this.gateway.scrape().lines().filter((line) -> line.startsWith(BALANCE + "{"))).hasSize(2)
			.noneMatch((line) -> line.contains("key=\"2\""));
	}

	@Test
	void aGaugeStaysWhenItsAccountIsAskedAgain() {
		Awaitility.await().until(() -> balance("deepseek", "1") == 110);
		Gauge gauge = gauge();
		this.simulator.clear();
		// the second question to it comes after the answer to the first was shown
		Awaitility.await().until(() -> this.simulator.calls().size() > 6);
		assertThat(gauge()).as("a scrape sees one that is replaced twice").isSameAs(gauge);
	}

	private Gauge gauge() {
		return this.registry.get("tollgate.provider.balance").tag("provider", "deepseek").gauge();
	}

	@Test
	void whatIsNotKnownAnyMoreIsNotShown() {
		Awaitility.await().until(() -> balance("deepseek", "1") == 110);
		this.simulator.fault("deepseek", "status=503");
		Awaitility.await().until(() -> !this.gateway.scrape().contains(BALANCE + "{"));
		this.simulator.heal("deepseek");
		Awaitility.await().until(() -> balance("deepseek", "1") == 110);
	}

	@Test
	void toAskSpendsNothingAndLeavesTheProviderUsable() {
		Awaitility.await().until(() -> balance("deepseek", "1") == 110);
		this.simulator.fault("deepseek", "status=500");
		Awaitility.await().until(() -> !this.gateway.scrape().contains(BALANCE + "{"));
		this.simulator.heal("deepseek");
		assertThat(this.gateway.chat("deepseek/deepseek-flash", "Hello").statusCode()).isEqualTo(200);
		List<SimulatedCall> asked = this.simulator.calls()
			.stream()
			.filter((call) -> call.path().endsWith("/user/balance"))
			.toList();
		assertThat(asked).isNotEmpty().allMatch((call) -> call.method().equals("GET"));
		assertThat(this.gateway.metric("tollgate_attempts_total", "provider", "deepseek")).isEqualTo(1);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Callers {

		@Bean
		GatewayCaller gatewayCaller(Environment environment) {
			return new GatewayCaller(environment);
		}

	}

}
