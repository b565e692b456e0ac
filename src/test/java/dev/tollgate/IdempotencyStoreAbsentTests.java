package dev.tollgate;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import dev.tollgate.simulator.Simulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * While the database is away, a request with an idempotency key spends nothing, and all
 * others are served. Skipped where no Docker engine answers.
 */
class IdempotencyStoreAbsentTests {

	@Test
	void aKeyThatCannotBeClaimedSpendsNothing(@TempDir Path data) {
		try (OutageDatabase database = OutageDatabase.start()) {
			database.network().cut();
			try (ConfigurableApplicationContext application = database.gateway(data);
					GatewayCaller gateway = new GatewayCaller(application.getEnvironment())) {
				HttpResponse<String> refused = gateway.chat("gpt-4o", "Hello", "idempotency-key", "1");
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(refused.headers().firstValue("retry-after")).isPresent();
				assertThat(GatewayCaller.json(refused).path("error").path("code").asString())
					.isEqualTo("idempotency_unavailable");
				Simulator simulator = application.getBean(Simulator.class);
				assertThat(simulator.calls()).isEmpty();
				assertThat(gateway.chat("gpt-4o", "Hello").statusCode()).isEqualTo(200);
				database.network().restore();
				Awaitility.await()
					.atMost(GatewayCaller.PATIENCE)
					.until(() -> gateway.chat("gpt-4o", "Hello", "idempotency-key", "1").statusCode() == 200);
				assertThat(simulator.calls()).hasSize(2);
			}
		}
	}

}
