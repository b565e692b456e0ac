package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.simulator.Simulator;
import dev.tollgate.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that is killed has not forgotten what was spent when it is back.
 */
class BudgetJarTests {

	private static final BigDecimal LIMIT = new BigDecimal("0.05");

	/** Costs 0.01 dollars for its answer. */
	private static final String CENT = GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=1000]]",
			",\"max_tokens\":1000");

	private static final String ENDLESS = GatewayCaller.ask("gpt-4o", "Hello [[simulate stall=20]]",
			",\"max_tokens\":1000,\"stream\":true");

	@TempDir
	private Path directory = Path.of("");

	private final Simulator simulator = Simulator
		.start(new SimulatorSettings(0, Duration.ZERO, Duration.ZERO, Clock.systemUTC()));

	@AfterEach
	void close() {
		this.simulator.close();
	}

	private GatewayProcess start() throws IOException {
		return new GatewayProcess(this.directory, Map.of("OPENAI_BASE_URL", this.simulator.openAiBaseUrl(),
				"OPENAI_API_KEY", "simulated", "TOLLGATE_SIMULATOR", "off"));
	}

	@Test
	void whatWasSpentBeforeTheKillCountsAfterIt() throws Exception {
		String key;
		BigDecimal spent = BigDecimal.ZERO;
		try (GatewayProcess gateway = start()) {
			HttpResponse<String> made = gateway.post("/admin/keys",
					"{\"name\":\"web\",\"budget_usd\":\"" + LIMIT + "\",\"budget_period\":\"total\"}",
					GatewayProcess.KEY);
			key = GatewayCaller.json(made).path("key").asString();
		}
		for (int run = 0; run < 2; run++) {
			try (GatewayProcess gateway = start()) {
				assertThat(spent(gateway, key)).isGreaterThanOrEqualTo(spent);
				HttpResponse<String> answer = gateway.post("/v1/chat/completions", CENT, key);
				assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
				spent = spent(gateway, key);
				CompletableFuture<Void> lost = CompletableFuture.runAsync(() -> callInVain(gateway, key));
				Awaitility.await().until(() -> this.simulator.open() == 1);
				// before the database has any of it, perhaps
				gateway.kill();
				lost.join();
				Awaitility.await().until(() -> this.simulator.open() == 0);
			}
		}
		try (GatewayProcess gateway = start()) {
			assertThat(spent(gateway, key)).as("and what the killed calls cost, by estimate").isGreaterThan(spent);
			int answered = 0;
			while (gateway.post("/v1/chat/completions", CENT, key).statusCode() == 200) {
				answered++;
			}
			assertThat(answered).isEqualTo(2);
			JsonNode costs = gateway.get("/admin/costs?group_by=key").path("data").path(0);
			Awaitility.await().until(() -> gateway.metric("tollgate_ledger_pending_rows") == 0);
			assertThat(new BigDecimal(costs.path("cost_usd").asString())).isLessThanOrEqualTo(LIMIT);
			assertThat(gateway.metric("tollgate_ledger_drift_usd")).isZero();
		}
	}

	private static void callInVain(GatewayProcess gateway, String key) {
		try {
			gateway.post("/v1/chat/completions", ENDLESS, key);
		}
		catch (IOException ex) {
			// it was killed
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static BigDecimal spent(GatewayProcess gateway, String key) throws IOException, InterruptedException {
		HttpResponse<String> own = gateway.get("/v1/key", key);
		assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
		return new BigDecimal(GatewayCaller.json(own).path("budgets").path(0).path("spent_usd").asString());
	}

}
