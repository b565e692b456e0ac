package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.simulator.SimulatedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the ledger says of a call, however it ended; and whatever it says, all rows, the
 * report and the metric have the same sum.
 */
class LedgerTests extends GatewayTests {

	private static final String COST = "gen_ai_client_cost_usd_total";

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	private static final String STREAMED = ",\"stream\":true";

	private final LedgerReports ledger;

	LedgerTests(@Autowired GatewayCaller gateway) {
		this.ledger = new LedgerReports(gateway);
	}

	@AfterEach
	void allSumsAreTheSame() {
		Awaitility.await().pollDelay(Duration.ZERO).untilAsserted(() -> {
			this.ledger.awaitWritten();
			List<BigDecimal> costs = this.ledger.csv("/admin/requests", "cost_usd")
				.stream()
				.map((cost) -> cost.isEmpty() ? BigDecimal.ZERO : new BigDecimal(cost))
				.toList();
			BigDecimal total = costs.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
			assertThat(this.ledger.total()).isEqualByComparingTo(total);
			// a counter is rounded when a line is added, and a row has twelve at most
			BigDecimal rounding = BigDecimal.valueOf(12 * costs.size() * Math.ulp(total.doubleValue()));
			assertThat(Scrape.of(this.gateway.scrape(), COST).sum(COST).subtract(total).abs())
				.isLessThanOrEqualTo(rounding);
		});
	}

	@Test
	void aCallHasAllThatExplainsItsCost() {
		HttpResponse<String> response = this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=100 cached=3"),
				"x-client-request-id", "mine", "x-tollgate-tags", "stage=test, project=apollo");
		JsonNode row = this.ledger.row(response);
		assertThat(row).isEqualTo(GatewayCaller.json("""
				{"id":"%s","client_request_id":"mine","key":"admin","team":"none",
				"tags":{"project":"apollo","stage":"test"},"route":"deepseek-chat","requested_model":"deepseek-chat",
				"provider":"deepseek","upstream_model":"deepseek-flash","response_model":"deepseek-flash",
				"started_at":"2026-11-23T12:00:00Z","first_event_at":null,"completed_at":"2026-11-23T12:00:00Z",
				"streamed":false,"state":"settled","status":200,"outcome":"completed",
				"usage":{"input":8,"cached_input":3,"output":100},"cost_usd":"0.000060759",
				"cost":[{"token_type":"input","tokens":5,"usd_per_million":"0.15","usd":"0.00000075"},
				{"token_type":"cached_input","tokens":3,"usd_per_million":"0.003","usd":"0.000000009"},
				{"token_type":"output","tokens":100,"usd_per_million":"0.6","usd":"0.00006"}],
				"source":"provider","price_row":"deepseek/deepseek-flash@2026-09-10T04:00:00Z","window":"standard",
				"saved_usd":"0.000060759","held_usd":null,
				"attempts":[{"attempt":1,"provider":"deepseek","model":"deepseek-flash",
				"started_at":"2026-11-23T12:00:00Z","ended_at":"2026-11-23T12:00:00Z","state":"settled",
				"outcome":"completed","status":200,"usage":{"input":8,"cached_input":3,"output":100},
				"cost_usd":"0.000060759"}]}""".formatted(LedgerReports.id(response))));
	}

	@Test
	void startAndFirstEventAndCompletionAreApart() throws IOException {
		Instant start = Instant.parse("2026-11-23T00:59:58.123456Z");
		Instant first = Instant.parse("2026-11-23T00:59:59Z");
		Instant completion = Instant.parse("2026-11-23T01:00:00Z");
		this.clock.set(start);
		HttpRequest request = this.gateway.keyed("/v1/chat/completions")
			.POST(HttpRequest.BodyPublishers.ofString(
					GatewayCaller.ask("deepseek-chat", QUESTION.formatted("tokens=4 delay=700ms gap=400ms"), STREAMED)))
			.build();
		CompletableFuture<HttpResponse<InputStream>> call = this.gateway.http()
			.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
		Awaitility.await().until(() -> this.simulator.calls().size() == 1);
		this.clock.set(first);
		HttpResponse<InputStream> response = call.join();
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
			this.clock.set(completion);
			assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).endsWith("[DONE]\n\n");
		}
		JsonNode row = this.ledger.row(response);
		assertThat(row.path("started_at").asString()).isEqualTo(start.toString());
		assertThat(row.path("first_event_at").asString()).isEqualTo(first.toString());
		assertThat(row.path("completed_at").asString()).isEqualTo(completion.toString());
		// the header was sent before the window opened, the bill is after it
		assertThat(response.headers().firstValue("x-tollgate-price-window")).hasValue("standard");
		assertThat(row.path("window").asString()).isEqualTo("peak");
		assertThat(row.path("streamed").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o", "deepseek-chat", "gemini-2.0-flash" })
	void anAnswerOfNoTokensCostsItsPrompt(String model) {
		for (boolean streamed : new boolean[] { false, true }) {
			JsonNode row = this.ledger.row(streamed ? this.gateway.stream(model, QUESTION.formatted("tokens=0"))
					: this.gateway.chat(model, QUESTION.formatted("tokens=0")));
			assertThat(row.path("source").asString()).isEqualTo("provider");
			assertThat(row.at("/usage/output").asInt(-1)).isZero();
			assertThat(row.at("/usage/input").asInt()).isPositive();
		}
	}

	@ParameterizedTest
	@CsvSource({ "nowhere/gpt-4o,tokens=5,void,failed,502", "gpt-4o,status=429,settled,rate_limited,429",
			"gpt-4o,status=500,settled,failed,502", "gpt-4o,status=400,settled,refused,400",
			"locked/gpt-4o,tokens=5,settled,failed,502", "gemini-2.0-flash,status=503,settled,failed,503" })
	void aCallThatFailsBeforeItsAnswerCostsNothing(String model, String marker, String state, String outcome,
			int status) {
		for (boolean streamed : new boolean[] { false, true }) {
			HttpResponse<String> response = streamed ? this.gateway.stream(model, QUESTION.formatted(marker))
					: this.gateway.chat(model, QUESTION.formatted(marker));
			assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
			JsonNode row = this.ledger.row(response);
			assertThat(row.path("state").asString()).isEqualTo(state);
			assertThat(row.path("outcome").asString()).isEqualTo(outcome);
			assertThat(row.path("status").asInt()).isEqualTo(status);
			assertThat(row.path("cost_usd").asString()).isEqualTo("0");
			assertThat(row.path("cost")).isEmpty();
			assertThat(row.path("response_model").isNull()).isTrue();
			assertThat(row.at("/attempts/0/outcome").asString()).isEqualTo(outcome);
		}
	}

	@Test
	void aParameterThatARouteRejectsIsVoid() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("strict", "Hi", ",\"temperature\":0.5"));
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode row = this.ledger.row(response);
		assertThat(row.path("state").asString()).isEqualTo("void");
		assertThat(row.path("outcome").asString()).isEqualTo("refused");
		assertThat(row.path("status").asInt()).isEqualTo(400);
		assertThat(row.path("cost_usd").asString()).isEqualTo("0");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void whatIsNoCallHasNoRow() {
		for (String body : List.of("{", GatewayCaller.ask("unheard-of", "Hi", ""),
				GatewayCaller.ask("gpt-4o", "Hi", ",\"n\":0"), "{\"model\":\"gpt-4o\"}")) {
			assertNoRow(this.gateway.post("/v1/chat/completions", body));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "=y", "a=1,a=2", "a=b c", "a=", "a=1,,b=2", "-a=1" })
	void malformedTagsAreRefusedBeforeAnythingIsSpent(String tags) {
		HttpResponse<String> response = this.gateway.chat("gpt-4o", "Hi", "x-tollgate-tags", tags);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).at("/error/param").asString()).isEqualTo("x-tollgate-tags");
		assertNoRow(response);
	}

	private void assertNoRow(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isBetween(400, 404);
		// a row of a later call says that one of this would have been there
		this.ledger.row(this.gateway.gemini("gemini-2.0-flash:countTokens", "Hi"));
		assertThat(this.ledger.rows("id=" + LedgerReports.id(response))).as(response.body()).isEmpty();
		assertThat(this.simulator.calls()).allMatch((call) -> call.path().endsWith(":countTokens"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=6", "end=6", "error=6" })
	void aStreamThatBreaksIsEstimated(String marker) {
		GatewayCaller.Received received = this.gateway.receive("/v1/chat/completions",
				GatewayCaller.ask("gpt-4o", QUESTION.formatted("tokens=100 " + marker), STREAMED));
		JsonNode row = this.ledger.row(received.response());
		assertThat(row.path("source").asString()).isEqualTo("estimated");
		assertThat(row.path("outcome").asString()).isEqualTo("failed");
		assertThat(row.path("response_model").asString()).isEqualTo("gpt-4o-2024-08-06");
		assertThat(row.at("/usage/output").asLong()).isBetween(3L, 8L);
		assertThat(new BigDecimal(row.path("cost_usd").asString())).isPositive();
	}

	@Test
	void aCallerWhoLeavesIsBilledByEstimate() throws IOException {
		HttpResponse<InputStream> response = leave("gpt-4o");
		JsonNode row = this.ledger.row(response);
		assertThat(row.path("status").asInt()).isEqualTo(499);
		assertThat(row.path("outcome").asString()).isEqualTo("cancelled");
		assertThat(row.path("source").asString()).isEqualTo("estimated");
		assertThat(new BigDecimal(row.path("cost_usd").asString())).isPositive();
		Awaitility.await().until(() -> this.simulator.open() == 0);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "drained-openai/gpt-4o", "drained-deepseek/deepseek-flash", "drained-gemini/gemini-2.0-flash" })
	void aCallThatIsDrainedIsBilledExactly(String model) throws IOException {
		JsonNode row = this.ledger.row(leave(model));
		assertThat(row.path("status").asInt()).isEqualTo(499);
		assertThat(row.path("outcome").asString()).isEqualTo("cancelled");
		assertThat(row.path("source").asString()).isEqualTo("drained");
		SimulatedCall.Usage billed = upstream().usage();
		assertThat(row.at("/usage/input").asLong()).isEqualTo(billed.input());
		assertThat(row.at("/usage/output").asLong()).isEqualTo(billed.output());
		assertThat(row.at("/usage/reasoning").asLong(0)).isEqualTo(billed.reasoning());
	}

	private HttpResponse<InputStream> leave(String model) throws IOException {
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions",
				GatewayCaller.ask(model, QUESTION.formatted("tokens=60 gap=20ms"), STREAMED));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
		}
		return response;
	}

	@Test
	void countingTokensIsARowThatCostsNothing() {
		JsonNode row = this.ledger.row(this.gateway.gemini("gemini-2.0-flash:countTokens", "How many?"));
		assertThat(row.path("cost_usd").asString()).isEqualTo("0");
		assertThat(row.path("usage")).hasToString("{\"input\":0,\"output\":0}");
		assertThat(row.path("status").asInt()).isEqualTo(200);
	}

	@Test
	void whatHasNoPriceHasNoCost() {
		String tag = UUID.randomUUID().toString();
		double before = unpriced();
		HttpResponse<String> response = this.gateway.chat("openai/some-new-model", QUESTION.formatted("tokens=30"),
				"x-tollgate-tags", "unpriced=" + tag);
		JsonNode row = this.ledger.row(response);
		assertThat(row.path("cost_usd").isNull()).isTrue();
		assertThat(row.path("price_row").isNull()).isTrue();
		assertThat(row.path("cost")).isEmpty();
		assertThat(row.path("upstream_model").asString()).isEqualTo("some-new-model");
		assertThat(row.path("route").asString()).isEqualTo("openai/other");
		assertThat(unpriced() - before).isEqualTo(40);
		assertThat(this.ledger.costsBy("tag:unpriced")).hasEntrySatisfying(tag, (sum) -> {
			assertThat(sum.path("unpriced_tokens").asLong()).isEqualTo(40);
			assertThat(sum.path("cost_usd").asString()).isEqualTo("0");
		});
	}

	private double unpriced() {
		return this.gateway.metric("tollgate_unpriced_tokens_total", "provider", "openai", "model", "other");
	}

	@Test
	void aLongContextIsBilledAtItsRates() {
		JsonNode row = this.ledger
			.row(this.gateway.chat("gpt-5.4", "so ".repeat(280_000) + "[[simulate tokens=10 reasoning=0]]"));
		long input = row.at("/usage/input").asLong();
		assertThat(input).isGreaterThan(272_000);
		JsonNode price = GatewayCaller.json(this.gateway.get("/v1/prices?model=gpt-5.4"));
		JsonNode longContext = price.path("above").path(0).path("per_million");
		assertThat(longContext.path("input")).isNotEqualTo(price.at("/per_million/input"));
		assertThat(row.path("cost")).extracting((line) -> line.path("usd_per_million"))
			.containsExactly(longContext.path("input"), longContext.path("output"));
	}

}
