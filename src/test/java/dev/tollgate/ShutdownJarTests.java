package dev.tollgate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.tollgate.simulator.Simulator;
import dev.tollgate.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Told to end, the gateway lets its calls go on for a while, tells those that remain, and
 * has written down all of them when it is gone.
 */
class ShutdownJarTests {

	private static final int EACH = 20;

	private static final int WHOLE = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	private Path directory = Path.of("");

	private final Simulator simulator = Simulator
		.start(new SimulatorSettings(0, Duration.ofMillis(5), Duration.ofMillis(1), Clock.systemUTC()));

	private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

	@AfterEach
	void close() {
		this.callers.shutdownNow();
		this.simulator.close();
	}

	@Test
	void callsGoOnForAWhileAndAllAreWrittenDown() throws Exception {
		List<Future<HttpResponse<String>>> longer;
		List<Future<HttpResponse<String>>> whole;
		List<Future<HttpResponse<String>>> shorter;
		try (GatewayProcess gateway = start("--tollgate.server.drain=8s")) {
			longer = begin(gateway, EACH, "longer", "gap=100ms tokens=10000", true);
			whole = begin(gateway, WHOLE, "whole", "delay=10m", false);
			awaitOpen(EACH + WHOLE);
			shorter = begin(gateway, EACH, "shorter", "gap=75ms tokens=20", true);
			awaitOpen(2 * EACH + WHOLE);
			gateway.terminate();
			Awaitility.await().atMost(PATIENCE).until(() -> gateway.probe("readiness") == 503);
			assertThat(gateway.probe("liveness")).isEqualTo(200);
			assertThat(this.simulator.open()).as("calls that go on").isGreaterThanOrEqualTo(EACH + WHOLE);
			assertThat(gateway.exitCode()).isZero();
		}
		for (Future<HttpResponse<String>> call : shorter) {
			assertThat(call.get().body()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
		}
		for (Future<HttpResponse<String>> call : longer) {
			assertThat(call.get().statusCode()).isEqualTo(200);
			assertThat(call.get().body()).doesNotContain("[DONE]");
			assertThat(code(GatewayCaller.events(call.get().body()).getLast())).isEqualTo("shutting_down");
		}
		for (Future<HttpResponse<String>> call : whole) {
			assertThat(call.get().statusCode()).isEqualTo(503);
			assertThat(code(GatewayCaller.json(call.get()))).isEqualTo("shutting_down");
			assertThat(call.get().headers().firstValue("retry-after")).isPresent();
		}
		try (GatewayProcess gateway = start()) {
			Awaitility.await().atMost(PATIENCE).until(() -> gateway.metric("tollgate_ledger_pending_rows") == 0);
			checkRows(gateway.get("/admin/requests?limit=1000").path("data"));
		}
	}

	/** Kept-alive connections without a call are no reason to stay. */
	@Test
	void withoutCallsItEndsAtOnce() throws Exception {
		try (GatewayProcess gateway = start()) {
			assertThat(gateway.chat(GatewayCaller.ask("gpt-4o", "Hello", ""), "kind=idle").statusCode()).isEqualTo(200);
			gateway.terminate();
			// a drain is 60 s by default
			Awaitility.await().atMost(PATIENCE).until(() -> !gateway.isAlive());
			assertThat(gateway.exitCode()).isZero();
		}
	}

	private GatewayProcess start(String... options) throws Exception {
		return new GatewayProcess(this.directory, Map.of("OPENAI_BASE_URL", this.simulator.openAiBaseUrl(),
				"OPENAI_API_KEY", "simulated", "TOLLGATE_SIMULATOR", "off"), options);
	}

	private List<Future<HttpResponse<String>>> begin(GatewayProcess gateway, int count, String kind, String marker,
			boolean streamed) {
		String body = GatewayCaller.ask("gpt-4o", "Hi [[simulate " + marker + "]]", ",\"stream\":" + streamed);
		List<Future<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.add(this.callers.submit(() -> gateway.chat(body, "kind=" + kind)));
		}
		return calls;
	}

	private void awaitOpen(int calls) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.simulator.open() == calls);
	}

	private static String code(JsonNode answer) {
		return answer.path("error").path("code").asString();
	}

	private static void checkRows(JsonNode rows) {
		Map<String, Integer> counts = new HashMap<>();
		for (JsonNode row : rows) {
			String kind = row.path("tags").path("kind").asString();
			counts.merge(kind, 1, Integer::sum);
			assertThat(row.path("state").asString()).as(kind).isEqualTo("settled");
			assertThat(row.path("outcome").asString()).as(kind)
				.isEqualTo(kind.equals("shorter") ? "completed" : "interrupted");
			assertThat(row.path("cost_usd").asString()).as(kind).isNotEqualTo("0");
		}
		assertThat(counts).containsOnly(Map.entry("shorter", EACH), Map.entry("longer", EACH),
				Map.entry("whole", WHOLE));
	}

}
