package dev.tollgate;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

import dev.tollgate.simulator.Simulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that never saw its database serves all the same, until its journal is full:
 * then it spends nothing. Skipped where no Docker engine answers.
 */
class DatabaseAbsentTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLERS = 16;

	@TempDir
	private Path data = Path.of("");

	private OutageDatabase database;

	private ConfigurableApplicationContext application;

	private GatewayCaller gateway;

	@BeforeEach
	void startWithoutTheDatabase() {
		this.database = OutageDatabase.start();
		this.database.network().cut();
		this.application = this.database.gateway(this.data, "--tollgate.ledger.journal.max-size=2MB",
				"--tollgate.ledger.journal.segment-size=256KB");
		this.gateway = new GatewayCaller(this.application.getEnvironment());
	}

	@AfterEach
	void stop() {
		if (this.database != null) {
			if (this.application != null) {
				this.gateway.close();
				this.application.close();
			}
			this.database.close();
		}
	}

	private long pending() {
		return (long) this.gateway.metric("tollgate_ledger_pending_rows");
	}

	@Test
	void callsAreAnsweredUntilTheJournalIsFullAndNothingIsLost() {
		assertThat(get("/actuator/health/readiness").statusCode()).as("nobody but the administrator is known")
			.isEqualTo(503);
		assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		HttpResponse<String> unknown = this.gateway.chat("gpt-4o", "Hello", "authorization", "Bearer tg-perhaps");
		assertThat(unknown.statusCode()).isEqualTo(503);
		assertThat(GatewayCaller.json(unknown).path("error").path("code").asString()).isEqualTo("keys_unavailable");
		HttpResponse<String> report = this.gateway.get("/admin/costs");
		assertThat(report.statusCode()).isEqualTo(503);
		assertThat(GatewayCaller.json(report).path("error").path("code").asString()).isEqualTo("ledger_unavailable");
		SteadyLoad load = SteadyLoad.idle(this.gateway, "absent");
		load.callUntilRefused(CALLERS);
		// what those who were under way had been promised beyond their need
		load.callUntilRefused(1);
		assertThat(pending()).isEqualTo(load.answered()).isGreaterThan(500);
		assertThatCallsAreRefusedWithoutBeingMade();
		long rows = pending();
		this.database.network().restore();
		long back = System.nanoTime();
		Awaitility.await().atMost(PATIENCE).until(() -> pending() == 0);
		System.out.printf("Database absent: %d rows waited, none %d ms after it was there%n", rows,
				Duration.ofNanos(System.nanoTime() - back).toMillis());
		Awaitility.await().until(() -> this.gateway.chat("gpt-4o", "Is there room again?").statusCode() == 200);
		Awaitility.await().until(() -> get("/actuator/health/readiness").statusCode() == 200);
		Awaitility.await().atMost(PATIENCE).until(() -> pending() == 0);
		load.checkLedger();
	}

	private void assertThatCallsAreRefusedWithoutBeingMade() {
		Simulator simulator = this.application.getBean(Simulator.class);
		Awaitility.await().until(() -> simulator.open() == 0);
		int seen = simulator.calls().size();
		for (int i = 0; i < 20; i++) {
			// as large in the journal as the calls that filled it
			String[] headers = { "x-request-id", "refused".repeat(20), "x-tollgate-tags", "run=refused" };
			HttpResponse<String> refused = (i % 2 == 0) ? this.gateway.chat("gpt-4o", "Is there room?", headers)
					: this.gateway.stream("gpt-4o", "Is there room?", headers);
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("retry-after")).isPresent();
			JsonNode error = GatewayCaller.json(refused).path("error");
			assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
			assertThat(error.path("code").asString()).isEqualTo("ledger_full");
		}
		assertThat(simulator.calls()).hasSize(seen);
	}

	private HttpResponse<String> get(String path) {
		return this.gateway.send(HttpRequest.newBuilder(URI.create(this.gateway.managementUrl(path))).build());
	}

}
