package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.tollgate.simulator.SimulatedCall;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a call ends, it is one observation with one error of few, in exactly one series
 * of Prometheus', and its tokens are those that it is billed.
 */
class ObservationFailureTests extends GatewayTests {

	private static final String CALLS = "gen_ai_client_operation_seconds_count";

	private static final String TOKENS = "gen_ai_client_token_usage_total";

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	@Autowired
	private ObservationRecorder observations;

	private Scrape before = new Scrape(Map.of());

	@BeforeEach
	void listen() {
		this.observations.listen();
		this.before = scrape();
	}

	@AfterEach
	void forgetWhatWasObserved() {
		this.observations.forget();
	}

	private Scrape scrape() {
		return Scrape.of(this.gateway.scrape(), "gen_ai_client_");
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o,status=400,Refused,none", "openai/gpt-4o,status=401,UpstreamFailed,none",
			"openai/gpt-4o,status=429,RateLimited,none", "openai/gpt-4o,status=500,UpstreamFailed,none",
			"openai/gpt-4o,html,UpstreamFailed,gpt-4o", "nowhere/gpt-4o,tokens=1,UpstreamFailed,none",
			"impatient/gpt-4o,delay=30s,UpstreamFailed,gpt-4o",
			"gemini/gemini-2.0-flash,status=500,UpstreamFailed,none",
			"deepseek/deepseek-flash,status=429,RateLimited,none" })
	void aFailedCallHasAnErrorOfFew(String model, String marker, String error, String responseModel) {
		// an answer as a whole may take its time
		for (boolean streamed : model.startsWith("impatient") ? new boolean[] { true }
				: new boolean[] { false, true }) {
			listen();
			HttpResponse<String> response = streamed ? this.gateway.stream(model, QUESTION.formatted(marker))
					: this.gateway.chat(model, QUESTION.formatted(marker));
			assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
			ended(model, model, responseModel, error, row(response));
			assertThat(this.observations.call(ChatModelObservationContext.class).getError()).isNotNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o,tokens=20 error=5", "openai/gpt-4o,tokens=20 cut=5",
			"impatient/gpt-4o,tokens=20 stall=5", "gemini/gemini-2.0-flash,tokens=20 cut=2" })
	void aStreamThatFailsInTheMiddleHasAnErrorAndItsTokens(String model, String marker) {
		GatewayCaller.Received received = this.gateway.receive("/v1/chat/completions",
				GatewayCaller.ask(model, QUESTION.formatted(marker), ",\"stream\":true"));
		JsonNode row = row(received.response());
		ended(model, model, model.substring(model.indexOf('/') + 1), "UpstreamFailed", row);
		assertThat(row.at("/usage/output").asLong()).isPositive();
	}

	@Test
	void aCompleteCallHasExactlyTheLabelsOfSpringAiAndTheRoute() {
		HttpResponse<String> response = this.gateway.chat("fast", QUESTION.formatted("tokens=5"));
		ended("fast", "openai/gpt-4o-mini", "gpt-4o-mini", "none", row(response));
		assertThat(this.gateway.scrape()).doesNotContain("gen_ai_client_operation_active");
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o", "gemini/gemini-2.0-flash", "deepseek/deepseek-flash",
			"drained-openai/gpt-4o" })
	void aStreamThatItsCallerLeavesIsNoErrorAndItsTokensCount(String model) throws IOException {
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions",
				GatewayCaller.ask(model, QUESTION.formatted("tokens=60 gap=20ms"), ",\"stream\":true"));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
		}
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> this.observations.ended(ObservationRecorder.OPERATION).size() == 1);
		JsonNode row = row(response);
		ended(model, model, model.substring(model.indexOf('/') + 1), "none", row);
		assertThat(row.path("outcome").asString()).isEqualTo("cancelled");
		assertThat(row.at("/usage/output").asLong()).isPositive();
	}

	@Test
	void aStreamWithPoliciesThatItsCallerLeavesEndsAllThatIsObserved() throws IOException {
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions",
				GatewayCaller.ask("all", "Hello [[simulate endless gap=5ms]]", ",\"stream\":true"));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(500)).hasSize(500);
		}
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> upstream().outcome() == SimulatedCall.Outcome.CANCELLED);
		for (String name : List.of(ObservationRecorder.OPERATION, "spring.ai.chat.client", "spring.ai.advisor")) {
			Awaitility.await()
				.atMost(GatewayCaller.PATIENCE)
				.untilAsserted(() -> assertThat(this.observations.ended(name)).isNotEmpty()
					.containsExactlyInAnyOrderElementsOf(this.observations.begun(name)));
		}
		ended("all", "openai/gpt-4o-mini", "gpt-4o-mini", "none", row(response));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aCallThatFailsBelowPoliciesHasItsOwnErrorEverywhere(boolean streamed) {
		HttpResponse<String> response = streamed ? this.gateway.stream("all", "Hello [[simulate status=429]]")
				: this.gateway.chat("all", "Hello [[simulate status=429]]");
		assertThat(response.statusCode()).isEqualTo(429);
		ended("all", "openai/gpt-4o-mini", "none", "RateLimited", row(response));
	}

	@Test
	void whatIsRefusedByAPolicyIsNoCall() {
		assertThat(this.gateway.chat("guarded", "Well, DAMN you").statusCode()).isEqualTo(400);
		assertThat(this.observations.begun(ObservationRecorder.OPERATION)).isEmpty();
	}

	@Test
	void callersAndAnswersWriteNoKeyAndNoValue() {
		this.gateway.chat("openai/canary-model", "canary-question " + QUESTION.formatted("text=canary-answer"));
		this.gateway.stream("openai/canary-model", "canary-question " + QUESTION.formatted("status=400"));
		this.gateway.post("/v1/embeddings", "{\"model\":\"openai/canary-model\",\"input\":\"canary\"}");
		this.gateway.chat("worded", "canary-question", "x-tollgate-tags", "canary=canary", "x-request-id", "canary");
		List<Observation.Context> calls = this.observations.ended(ObservationRecorder.OPERATION);
		assertThat(calls).hasSize(this.simulator.calls().size()).hasSizeGreaterThanOrEqualTo(3);
		assertThat(calls).allSatisfy(ObservationFailureTests::holdsNoCanary);
		assertThat(this.observations.ended("spring.ai.advisor")).allSatisfy(ObservationFailureTests::holdsNoCanary);
		assertThat(calls.getFirst().getContextualName()).isEqualTo("chat other");
		assertThat(scrape().since(this.before, CALLS).keySet()).extracting((series) -> series.label("tollgate_route"))
			.contains("openai/other");
		assertThat(this.gateway.scrape()).doesNotContain("canary");
	}

	private static void holdsNoCanary(Observation.Context context) {
		assertThat(context.getContextualName()).doesNotContain("canary");
		for (KeyValue keyValue : context.getAllKeyValues()) {
			assertThat(keyValue.getKey() + "=" + keyValue.getValue()).doesNotContain("canary");
		}
	}

	/** One call more in one series, and the tokens that the ledger has in three. */
	private void ended(String route, String called, String responseModel, String error, JsonNode row) {
		this.observations.call(ChatModelObservationContext.class);
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("gen_ai_operation_name", "chat");
		labels.put("gen_ai_system", called.substring(0, called.indexOf('/')));
		labels.put("gen_ai_request_model", called.substring(called.indexOf('/') + 1));
		labels.put("gen_ai_response_model", responseModel);
		labels.put("tollgate_route", route);
		Scrape after = scrape();
		Map<Scrape.Series, Scrape.Growth> calls = after.since(this.before, CALLS);
		assertThat(calls).containsOnlyKeys(series(CALLS, labels, "error", error));
		assertThat(calls.values()).allMatch((growth) -> growth.is(BigDecimal.ONE));
		JsonNode usage = row.path("usage");
		long input = usage.path("input").asLong();
		long output = usage.path("output").asLong();
		Map<Scrape.Series, Scrape.Growth> tokens = after.since(this.before, TOKENS);
		assertThat(tokens.keySet()).isSubsetOf(series(TOKENS, labels, "gen_ai_token_type", "input"),
				series(TOKENS, labels, "gen_ai_token_type", "output"),
				series(TOKENS, labels, "gen_ai_token_type", "total"));
		assertThat(counted(tokens, "input")).isEqualTo(input);
		assertThat(counted(tokens, "output")).isEqualTo(output);
		assertThat(counted(tokens, "total")).isEqualTo(input + output);
	}

	private static Scrape.Series series(String name, Map<String, String> labels, String key, String value) {
		Map<String, String> all = new LinkedHashMap<>(labels);
		all.put(key, value);
		return new Scrape.Series(name, all);
	}

	private static long counted(Map<Scrape.Series, Scrape.Growth> tokens, String type) {
		return tokens.entrySet()
			.stream()
			.filter((series) -> series.getKey().label("gen_ai_token_type").equals(type))
			.mapToLong((series) -> series.getValue().amount().longValueExact())
			.sum();
	}

	private JsonNode row(HttpResponse<?> response) {
		return new LedgerReports(this.gateway).row(response);
	}

}
