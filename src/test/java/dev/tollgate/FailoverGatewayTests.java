package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of failing providers share: the whole application with routes of several
 * targets and with little patience, the simulator behind it, and what must hold after
 * every fault.
 * <p>
 * The three providers themselves are never left alone, so that one test's faults are not
 * the next one's; the providers of one test or two have breakers and benches.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.ledger.batch-interval=5ms", "tollgate.retry.backoff=5ms",
				"tollgate.retry.budget-floor=100000", "tollgate.retry.max-wait=3s" })
@Import(FailoverGatewayTests.Callers.class)
abstract class FailoverGatewayTests {

	static final String CHAT = "/v1/chat/completions";

	private static final String STREAMED = ",\"stream\":true";

	@Autowired
	GatewayCaller gateway;

	@Autowired
	Simulator simulator;

	LedgerReports reports;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry properties) throws IOException {
		Path directory = Files.createTempDirectory("tollgate-tests");
		// the application that uses it ends with this process
		Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
		properties.add("tollgate.data-dir", () -> directory);
		new FailoverRoutes(properties).add();
	}

	@BeforeEach
	final void begin() {
		this.reports = new LedgerReports(this.gateway);
		this.simulator.clear();
	}

	/** The global asserts of the fault list. */
	@AfterEach
	final void nothingIsLeftBehind() {
		for (String provider : List.of("openai", "deepseek", "gemini")) {
			this.simulator.heal(provider);
		}
		HttpResponse<String> healthy = this.gateway.chat("failover", "Hello");
		assertThat(healthy.statusCode()).as(healthy.body()).isEqualTo(200);
		// what an answer left on its connection may have cost an attempt, but no more
		assertThat(attempts(healthy)).last().isEqualTo("openai completed");
		soon("calls at providers", () -> this.simulator.open() == 0);
		soon("open streams", () -> this.gateway.metric("tollgate_streams_active") == 0);
		soon("connections in use", () -> this.gateway.metric("tollgate_upstream_connections", "state", "active") == 0);
		this.reports.awaitWritten();
		soon("holds", () -> this.reports.rows("limit=50").stream().noneMatch(this::isOpen));
		BigDecimal counted = Scrape.of(this.gateway.scrape(), "gen_ai_client_cost_usd_total")
			.sum("gen_ai_client_cost_usd_total");
		// a counter is a sum of doubles
		assertThat(counted).isCloseTo(this.reports.total(),
				org.assertj.core.data.Offset.offset(new BigDecimal("1e-12")));
	}

	private static void soon(String what, Callable<Boolean> holds) {
		Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(holds);
	}

	private boolean isOpen(JsonNode row) {
		return row.path("state").asString().equals("reserved") || row.path("attempts")
			.valueStream()
			.anyMatch((attempt) -> attempt.path("state").asString().equals("reserved"));
	}

	final HttpResponse<String> ask(String model, String marker) {
		return this.gateway.chat(model, prompt(marker));
	}

	final GatewayCaller.Received stream(String model, String marker) {
		return this.gateway.receive(CHAT, GatewayCaller.ask(model, prompt(marker), STREAMED));
	}

	/** The answer to the same question, streamed or not; a stream as it came. */
	final Heard hear(String model, String marker, boolean streamed) {
		if (!streamed) {
			HttpResponse<String> response = ask(model, marker);
			return new Heard(response, response.body());
		}
		GatewayCaller.Received received = stream(model, marker);
		return new Heard(received.response(), received.text());
	}

	static String prompt(String marker) {
		return "Why is the sky blue? [[simulate " + marker + "]]";
	}

	/** Who was called and how that ended, as the ledger has it. */
	final List<String> attempts(HttpResponse<?> response) {
		List<String> attempts = new ArrayList<>();
		this.reports.row(response)
			.path("attempts")
			.forEach((attempt) -> attempts
				.add(attempt.path("provider").asString() + " " + attempt.path("outcome").asString()));
		return attempts;
	}

	/** Who was called, as the simulator has it. */
	final List<String> called() {
		return this.simulator.calls().stream().map(SimulatedCall::provider).toList();
	}

	static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	/**
	 * What a caller heard.
	 *
	 * @param response the head
	 * @param text the body
	 */
	record Heard(HttpResponse<?> response, String text) {

		int status() {
			return this.response.statusCode();
		}

		/** The error, be it the answer or the last event of it. */
		JsonNode error() {
			JsonNode last = this.text.startsWith("{") ? GatewayCaller.json(this.text)
					: GatewayCaller.events(this.text).getLast();
			assertThat(last.path("error").propertyNames()).as(this.text)
				.containsExactlyInAnyOrder("message", "type", "param", "code");
			assertThat(this.text).doesNotContain("127.0.0.1").doesNotContain("<html").doesNotContain("Exception");
			return last.path("error");
		}

		String code() {
			return error().path("code").asString("");
		}

		boolean isWhole() {
			return this.text.startsWith("{") ? GatewayCaller.json(this.text).has("choices")
					: this.text.endsWith("data: [DONE]\n\n") && !this.text.contains("\"error\"");
		}

	}

	/** Somebody who calls; time goes on, as benches and breakers need it to. */
	@TestConfiguration(proxyBeanMethods = false)
	static class Callers {

		@Bean
		GatewayCaller gatewayCaller(Environment environment) {
			return new GatewayCaller(environment);
		}

	}

}
