package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;

import dev.tollgate.testing.SettableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What Prometheus reads: names and labels that dashboards rely on, of sets that callers
 * cannot widen.
 */
class MetricsTests extends GatewayTests {

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	@Test
	void aCallHasTheMetersOfSpringAi() {
		String[] labels = { "gen_ai_operation_name", "chat", "gen_ai_system", "openai", "gen_ai_request_model",
				"gpt-4.1" };
		double calls = this.gateway.metric("gen_ai_client_operation_seconds_count", labels);
		double input = tokens("input");
		double output = tokens("output");
		double total = tokens("total");
		this.gateway.chat("gpt-4.1", QUESTION.formatted("tokens=100"));
		assertThat(this.gateway.metric("gen_ai_client_operation_seconds_count", labels) - calls).isEqualTo(1);
		assertThat(tokens("input") - input).isEqualTo(10);
		assertThat(tokens("output") - output).isEqualTo(100);
		assertThat(tokens("total") - total).isEqualTo(110);
	}

	private double tokens(String type) {
		return this.gateway.metric("gen_ai_client_token_usage_total", "gen_ai_token_type", type, "gen_ai_request_model",
				"gpt-4.1");
	}

	@Test
	void aCallIsCountedByRouteAndAttempt() {
		double requests = requests("fast", "completed", "false");
		double attempts = this.gateway.metric("tollgate_attempts_total", "provider", "openai", "model", "gpt-4o-mini",
				"outcome", "completed");
		double overhead = this.gateway.metric("tollgate_overhead_seconds_count");
		this.gateway.chat("fast", QUESTION.formatted("tokens=5"));
		assertThat(requests("fast", "completed", "false") - requests).isEqualTo(1);
		assertThat(this.gateway.metric("tollgate_attempts_total", "provider", "openai", "model", "gpt-4o-mini",
				"outcome", "completed") - attempts)
			.isEqualTo(1);
		assertThat(this.gateway.metric("tollgate_overhead_seconds_count") - overhead).isEqualTo(1);
		assertThat(this.gateway.metric("tollgate_overhead_seconds_bucket", "le", "1.0")).isPositive();
	}

	private double requests(String route, String outcome, String streamed) {
		return this.gateway.metric("tollgate_requests_total", "route", route, "outcome", outcome, "streamed", streamed);
	}

	@Test
	void costHasAllLabelsOfTheContract() {
		this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=100 cached=3"));
		for (String type : List.of("input", "cached_input", "output")) {
			assertThat(this.gateway.metric("gen_ai_client_cost_usd_total", "provider", "deepseek", "model",
					"deepseek-flash", "route", "deepseek-chat", "window", "standard", "token_type", type, "source",
					"provider", "team", "none"))
				.as(type)
				.isPositive();
		}
	}

	@Test
	void aStreamHasItsTimes() {
		String[] labels = { "provider", "openai", "model", "gpt-4o" };
		double first = this.gateway.metric("gen_ai_server_time_to_first_token_seconds_count", labels);
		double each = this.gateway.metric("gen_ai_server_time_per_output_token_seconds_count", labels);
		this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20"));
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=20"));
		assertThat(this.gateway.metric("gen_ai_server_time_to_first_token_seconds_count", labels) - first).isEqualTo(1);
		assertThat(this.gateway.metric("gen_ai_server_time_per_output_token_seconds_count", labels) - each)
			.isEqualTo(1);
		assertThat(this.gateway.metric("gen_ai_server_time_to_first_token_seconds_bucket", labels)).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "status=500,failed", "status=429,rate_limited", "status=400,refused", "html,failed",
			"status=401,failed" })
	void failuresAreCountedByOutcome(String marker, String outcome) {
		for (boolean streamed : new boolean[] { false, true }) {
			double requests = requests("openai/gpt-4o", outcome, Boolean.toString(streamed));
			double attempts = this.gateway.metric("tollgate_attempts_total", "provider", "openai", "model", "gpt-4o",
					"outcome", outcome);
			double operations = operations();
			HttpResponse<String> response = streamed ? this.gateway.stream("gpt-4o", QUESTION.formatted(marker))
					: this.gateway.chat("gpt-4o", QUESTION.formatted(marker));
			assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
			assertThat(requests("openai/gpt-4o", outcome, Boolean.toString(streamed)) - requests).isEqualTo(1);
			assertThat(this.gateway.metric("tollgate_attempts_total", "provider", "openai", "model", "gpt-4o",
					"outcome", outcome) - attempts)
				.isEqualTo(1);
			assertThat(operations() - operations).isEqualTo(1);
		}
		assertThat(this.gateway.metric("tollgate_streams_active")).isZero();
	}

	private double operations() {
		return this.gateway.metric("gen_ai_client_operation_seconds_count", "gen_ai_request_model", "gpt-4o");
	}

	@Test
	void aStreamThatFailsInTheMiddleIsCountedAsFailed() {
		double requests = requests("openai/gpt-4o", "failed", "true");
		assertThat(this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20 error=5")).statusCode()).isEqualTo(200);
		assertThat(requests("openai/gpt-4o", "failed", "true") - requests).isEqualTo(1);
	}

	@Test
	void aCallerWhoLeavesIsCountedAndBilledForWhatCame() throws IOException {
		double requests = requests("openai/gpt-4o", "cancelled", "true");
		double cost = this.gateway.metric("gen_ai_client_cost_usd_total", "model", "gpt-4o", "source", "estimated");
		InputStream body = this.gateway
			.open("/v1/chat/completions",
					GatewayCaller.ask("gpt-4o", QUESTION.formatted("tokens=200 gap=50ms"), ",\"stream\":true"))
			.body();
		assertThat(body.readNBytes(200)).hasSize(200);
		assertThat(this.gateway.metric("tollgate_streams_active", "provider", "openai")).isEqualTo(1);
		body.close();
		Awaitility.await().until(() -> requests("openai/gpt-4o", "cancelled", "true") - requests == 1);
		assertThat(this.gateway.metric("tollgate_streams_active")).isZero();
		assertThat(this.gateway.metric("gen_ai_client_cost_usd_total", "model", "gpt-4o", "source", "estimated"))
			.isGreaterThan(cost);
	}

	@Test
	void whatCallersInventIsNoLabel() {
		this.gateway.chat("openai/invented-xyz123", QUESTION.formatted("tokens=5"));
		this.gateway.chat("invented-xyz123", "Hello");
		this.gateway.chat("gemini/invented-xyz123", QUESTION.formatted("tokens=5"));
		this.gateway.stream("deepseek/deepseek-xyz123", QUESTION.formatted("tokens=5"));
		assertThat(this.simulator.calls()).hasSize(3);
		assertThat(this.gateway.scrape()).doesNotContain("xyz123").contains("route=\"openai/other\"");
	}

	@Test
	void promptsAndKeysAreInNoMetric() {
		this.gateway.chat("gpt-4o", "canary-in-a-prompt");
		assertThat(this.gateway.scrape()).doesNotContain("canary").doesNotContain(GatewayCaller.KEY);
	}

	@Test
	void thePriceNowItsWindowAndItsNextChangeAreTold() {
		String[] model = { "provider", "deepseek", "model", "deepseek-flash" };
		this.clock.set(SettableClock.MORNING_IN_CHINA);
		this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=5"));
		assertThat(price("output")).isEqualTo(1.2);
		assertThat(price("cached_input")).isEqualTo(0.006);
		assertThat(window("peak")).isEqualTo(1);
		assertThat(window("standard")).isZero();
		assertThat(this.gateway.metric("tollgate_price_next_change_timestamp_seconds", model))
			.isEqualTo(Instant.parse("2026-11-23T04:00:00Z").getEpochSecond());
		this.clock.set(SettableClock.EVENING_IN_CHINA);
		assertThat(price("output")).isEqualTo(0.6);
		assertThat(window("peak")).isZero();
		assertThat(window("standard")).isEqualTo(1);
		assertThat(this.gateway.metric("tollgate_price_next_change_timestamp_seconds", model))
			.isEqualTo(Instant.parse("2026-11-24T01:00:00Z").getEpochSecond());
	}

	private double price(String tokenType) {
		return this.gateway.metric("tollgate_price_usd_per_million", "provider", "deepseek", "model", "deepseek-flash",
				"token_type", tokenType);
	}

	private double window(String window) {
		return this.gateway.metric("tollgate_price_window_open", "provider", "deepseek", "model", "deepseek-flash",
				"window", window);
	}

	@Test
	void whatWasSpentIsWhatTheLedgerSays() {
		// what was spent in another month is not of this one
		this.clock.set(Instant.parse("2026-10-31T23:59:00Z"));
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=1000"));
		this.clock.set(SettableClock.EVENING_IN_CHINA);
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=1000"));
		LedgerReports ledger = new LedgerReports(this.gateway);
		ledger.awaitWritten();
		awaitSpend("month", ledger.costs("from=2026-11-01"));
		awaitSpend("today", ledger.costs("from=2026-11-23&to=2026-11-24"));
	}

	private void awaitSpend(String period, List<JsonNode> sums) {
		double spent = new BigDecimal(sums.getFirst().path("cost_usd").asString()).doubleValue();
		assertThat(spent).isPositive();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.gateway.metric("tollgate_spend_usd", "period", period))
				.isCloseTo(spent, within(1e-9)));
	}

	@Test
	void answersAreCountedByAddressAndStatus() {
		double models = responses("/v1/models", "200");
		double none = responses("none", "404");
		this.gateway.get("/v1/models");
		this.gateway.get("/nothing-here");
		assertThat(responses("/v1/models", "200") - models).isEqualTo(1);
		assertThat(responses("none", "404") - none).isEqualTo(1);
		assertThat(this.gateway.scrape()).doesNotContain("nothing-here");
	}

	private double responses(String endpoint, String status) {
		return this.gateway.metric("tollgate_responses_total", "endpoint", endpoint, "status", status);
	}

	@Test
	void thePriceListsAgeIsTheTimeSinceItWasVerified() {
		// verified on 2026-11-23, and it is noon
		for (String provider : List.of("openai", "deepseek", "gemini")) {
			assertThat(this.gateway.metric("tollgate_price_list_age_seconds", "provider", provider)).isEqualTo(43_200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus",
			"/actuator/info" })
	void theManagementPortAnswersWithoutAKey(String path) {
		assertThat(management(path)).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator/configprops",
			"/actuator/loggers", "/actuator/threaddump", "/actuator/mappings", "/actuator/shutdown", "/v1/models",
			"/" })
	void theManagementPortHasNothingElse(String path) {
		assertThat(management(path)).isEqualTo(404);
	}

	private int management(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.gateway.managementUrl(path))).build();
		return this.gateway.send(request).statusCode();
	}

}
