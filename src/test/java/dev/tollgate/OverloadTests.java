package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.tollgate.simulator.Simulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where there are more calls than the gateway can take, some are refused at once, and
 * those that are let in do not suffer.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.overload.min-calls=4", "tollgate.overload.max-calls=4" })
@Import(GatewayTestConfiguration.class)
@DirtiesContext
class OverloadTests {

	private static final int LIMIT = 4;

	private static final String CHAT = "/v1/chat/completions";

	private static final String SLOW = GatewayCaller.ask("gpt-4o", "Hi [[simulate delay=30s]]", ",\"stream\":false");

	private static final String PACED = GatewayCaller.ask("gpt-4o", "Hi [[simulate gap=10ms tokens=20]]",
			",\"stream\":true");

	@TempDir
	private static Path data = Path.of("");

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private Simulator simulator;

	private final List<InputStream> streams = new ArrayList<>();

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry properties) {
		properties.add("tollgate.data-dir", () -> data);
	}

	@AfterEach
	void everySlotIsFreeAgain() throws IOException {
		leave();
		awaitInFlight(0);
		assertThat(this.gateway.chat("gpt-4o", "Hello").statusCode()).isEqualTo(200);
	}

	private void awaitInFlight(int calls) {
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> this.gateway.metric("tollgate_calls_in_flight") == calls);
	}

	/** Streams that have begun and go on until they are closed. */
	private void occupy() {
		String endless = GatewayCaller.ask("gpt-4o", "Hi [[simulate gap=50ms tokens=100000]]", ",\"stream\":true");
		for (int i = 0; i < LIMIT; i++) {
			HttpResponse<InputStream> response = this.gateway.open(CHAT, endless);
			assertThat(response.statusCode()).isEqualTo(200);
			this.streams.add(response.body());
		}
	}

	private void leave() throws IOException {
		for (InputStream stream : this.streams) {
			stream.close();
		}
		this.streams.clear();
	}

	@Test
	void tenTimesTheLimitIsShedAndWhoIsLetInSucceeds() throws InterruptedException, ExecutionException {
		double before = this.gateway.metric("tollgate_calls_shed_total");
		List<HttpResponse<String>> answers = new ArrayList<>();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> calls = new ArrayList<>();
			for (int i = 0; i < 10 * LIMIT; i++) {
				calls.add(callers.submit(() -> this.gateway.post(CHAT, PACED)));
			}
			for (Future<HttpResponse<String>> call : calls) {
				answers.add(call.get());
			}
		}
		List<HttpResponse<String>> shed = answers.stream().filter((answer) -> answer.statusCode() != 200).toList();
		assertThat(answers.size() - shed.size()).isGreaterThanOrEqualTo(LIMIT);
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 200)
			.allSatisfy((answer) -> assertThat(answer.body()).endsWith("data: [DONE]\n\n"));
		assertThat(shed).isNotEmpty().allSatisfy(OverloadTests::overloaded);
		assertThat(this.gateway.metric("tollgate_calls_shed_total") - before).isEqualTo(shed.size());
	}

	private static void overloaded(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(503);
		JsonNode error = GatewayCaller.json(answer).path("error");
		assertThat(error.path("type").asString()).isEqualTo("api_error");
		assertThat(error.path("code").asString()).isEqualTo("overloaded");
		assertThat(answer.headers().firstValueAsLong(HttpHeaders.RETRY_AFTER).orElse(0)).isBetween(1L, 3L);
		assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
	}

	@Test
	void whatIsNoCallIsNeverShed() {
		occupy();
		overloaded(this.gateway.chat("gpt-4o", "Hello"));
		assertThat(this.gateway.metric("tollgate_calls_in_flight")).isEqualTo(LIMIT);
		assertThat(this.gateway.metric("tollgate_calls_limit")).isEqualTo(LIMIT);
		for (String path : List.of("/v1/models", "/admin/requests", "/v1/prices?model=gpt-4o")) {
			assertThat(this.gateway.get(path).statusCode()).isEqualTo(200);
		}
		for (String probe : List.of("liveness", "readiness")) {
			assertThat(this.gateway
				.send(HttpRequest.newBuilder(URI.create(this.gateway.managementUrl("/actuator/health/" + probe)))
					.build())
				.statusCode()).isEqualTo(200);
		}
	}

	@Test
	void nothingIsReadOfWhatIsShed() {
		occupy();
		overloaded(this.gateway.post(CHAT, "this is no JSON"));
		overloaded(this.gateway.post(CHAT, "\"" + "a".repeat(5_000_000)));
		assertThat(this.simulator.open()).isEqualTo(LIMIT);
	}

	@Test
	void googlesClientsAreToldInGooglesWords() {
		occupy();
		HttpResponse<String> answer = this.gateway.gemini("gemini-2.0-flash:generateContent", "Hello");
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(GatewayCaller.json(answer).path("error").path("status").asString()).isEqualTo("UNAVAILABLE");
	}

	@Test
	void aCallThatFailsLeavesItsPlace() {
		for (int i = 0; i < 2 * LIMIT; i++) {
			assertThat(this.gateway.post(CHAT, "{").statusCode()).isEqualTo(400);
			assertThat(this.gateway.chat("no-such-model", "Hello").statusCode()).isEqualTo(404);
			assertThat(this.gateway.chat("gpt-4o", "Hi [[simulate status=400]]").statusCode()).isEqualTo(400);
			assertThat(this.gateway.stream("gpt-4o", "Hi [[simulate tokens=20 cut=5]]").body()).contains("\"error\"");
		}
	}

	@Test
	void aCallerWhoLeavesLeavesItsPlace() throws IOException {
		for (int i = 0; i < 3; i++) {
			occupy();
			assertThat(new String(this.streams.getFirst().readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
			leave();
			awaitInFlight(0);
		}
	}

	@Test
	void aCallerWhoLeavesBeforeItsAnswerLeavesItsPlace() {
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < LIMIT; i++) {
			calls.add(this.gateway.http()
				.sendAsync(this.gateway.keyed(CHAT).POST(HttpRequest.BodyPublishers.ofString(SLOW)).build(),
						HttpResponse.BodyHandlers.ofString()));
		}
		awaitInFlight(LIMIT);
		calls.forEach((call) -> call.cancel(true));
		awaitInFlight(0);
	}

}
