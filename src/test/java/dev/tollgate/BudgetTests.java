package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.tollgate.TestKeys.Key;
import dev.tollgate.testing.SettableClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a key and its team may spend, and that they do not spend more.
 */
class BudgetTests extends GatewayTests {

	private static final String CHAT = "/v1/chat/completions";

	/** Costs 0.01 dollars for its answer of 1,000 tokens, and a little for its prompt. */
	private static final String CENT = GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=1000]]",
			",\"max_tokens\":1000");

	@Autowired
	private MeterRegistry registry;

	private TestKeys keys;

	@BeforeEach
	void prepare() {
		this.keys = new TestKeys(this.gateway);
	}

	private static String budget(String usd) {
		return ",\"budget_usd\":\"" + usd + "\"";
	}

	private static JsonNode refused(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(error.path("type").asString()).isEqualTo("insufficient_quota");
		assertThat(error.path("code").asString()).isEqualTo("budget_exceeded");
		assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
		assertThat(response.headers().firstValue("retry-after")).isEmpty();
		return error;
	}

	private HttpResponse<String> cent(Key key) {
		return this.gateway.post(CHAT, CENT, key.header());
	}

	private JsonNode own(Key key) {
		HttpResponse<String> response = this.gateway.get("/v1/key", key.header());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return GatewayCaller.json(response);
	}

	private static BigDecimal usd(JsonNode budget, String field) {
		return new BigDecimal(budget.path(field).asString());
	}

	@Test
	void aKeyIsToldWhatItMaySpend() {
		String team = this.keys.team(budget("3") + ",\"budget_period\":\"total\"");
		Key key = this.keys.create(",\"team\":\"" + team + "\",\"models\":[\"gpt-4o\"],\"requests_per_minute\":60"
				+ budget("0.5") + ",\"budget_period\":\"day\",\"expires_at\":\"2027-01-01T00:00:00Z\"");
		HttpResponse<String> answer = cent(key);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		String cost = answer.headers().firstValue("x-tollgate-cost-usd").orElseThrow();
		JsonNode own = own(key);
		assertThat(own.propertyNames()).containsExactly("id", "name", "team", "administrator", "models",
				"requests_per_minute", "tokens_per_minute", "concurrency", "expires_at", "budgets");
		assertThat(own.path("id").asString()).isEqualTo(key.id());
		assertThat(own.path("name").asString()).isEqualTo(key.name());
		assertThat(own.path("team").asString()).isEqualTo(team);
		assertThat(own.path("administrator").asBoolean()).isFalse();
		assertThat(own.path("models").toString()).isEqualTo("[\"gpt-4o\"]");
		assertThat(own.path("expires_at").asString()).isEqualTo("2027-01-01T00:00:00Z");
		String left = new BigDecimal("0.5").subtract(new BigDecimal(cost)).toPlainString();
		assertThat(own.path("budgets").path(0).toString()).isEqualTo("{\"payer\":\"key\",\"name\":\"" + key.name()
				+ "\",\"limit_usd\":\"0.5\",\"spent_usd\":\"" + cost + "\",\"held_usd\":\"0\",\"remaining_usd\":\""
				+ left + "\",\"period\":\"day\",\"resets_at\":\"2026-11-24T00:00:00Z\"}");
		JsonNode teams = own.path("budgets").path(1);
		assertThat(teams.path("payer").asString()).isEqualTo("team");
		assertThat(teams.path("spent_usd").asString()).isEqualTo(cost);
		assertThat(teams.path("resets_at").isNull()).isTrue();
		JsonNode ofAdministrators = GatewayCaller.json(this.gateway.get("/admin/teams/" + team));
		assertThat(ofAdministrators.path("spent_usd").asString()).isEqualTo(cost);
		assertThat(GatewayCaller.json(this.gateway.get("/admin/keys/" + key.id())).path("remaining_usd").asString())
			.isEqualTo(left);
		JsonNode administrator = GatewayCaller.json(this.gateway.get("/v1/key"));
		assertThat(administrator.toString()).isEqualTo("{\"id\":null,\"name\":\"admin\",\"team\":null,"
				+ "\"administrator\":true,\"models\":null,\"requests_per_minute\":null,\"tokens_per_minute\":null,"
				+ "\"concurrency\":null,\"expires_at\":null,\"budgets\":[]}");
		double remaining = new BigDecimal("3").subtract(new BigDecimal(cost)).doubleValue();
		Awaitility.await().until(() -> this.gateway.metric("tollgate_budget_remaining_usd", "team", team) == remaining);
		assertThat(this.gateway.metric("tollgate_budget_limit_usd", "team", team)).isEqualTo(3);
		// a scrape sees a gauge that is replaced twice, and fails
		Gauge limit = this.registry.get("tollgate.budget.limit").tag("team", team).gauge();
		assertThat(this.keys.patch("/admin/teams/" + team, "{\"budget_usd\":\"4\"}").statusCode()).isEqualTo(200);
		Awaitility.await().until(() -> limit.value() == 4);
		assertThat(this.registry.get("tollgate.budget.limit").tag("team", team).gauge()).isSameAs(limit);
	}

	@Test
	void aBudgetThatIsUsedUpRefusesUntilItIsWholeAgain() {
		Key key = this.keys.create(budget("0.015") + ",\"budget_period\":\"week\"");
		double before = this.gateway.metric("tollgate_limit_rejections_total", "reason", "budget");
		assertThat(cent(key).statusCode()).isEqualTo(200);
		JsonNode error = refused(cent(key));
		assertThat(error.path("message").asString())
			.startsWith("The budget of the key '" + key.name() + "' of 0.015 USD a week has 0.00")
			.endsWith("it is whole again at 2026-11-30T00:00:00Z");
		assertThat(this.gateway.metric("tollgate_limit_rejections_total", "reason", "budget")).isEqualTo(before + 1);
		HttpResponse<String> gemini = this.gateway.gemini("gemini-2.5-pro:generateContent", "Hi", key.header());
		assertThat(gemini.statusCode()).isEqualTo(429);
		assertThat(GatewayCaller.json(gemini).path("error").path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
		this.clock.set(SettableClock.EVENING_IN_CHINA.plusSeconds(7 * 24 * 3600));
		assertThat(cent(key).statusCode()).isEqualTo(200);
	}

	@Test
	void theTeamPaysForAllItsKeys() {
		String team = this.keys.team(budget("0.025"));
		Key one = this.keys.create(",\"team\":\"" + team + "\"");
		Key two = this.keys.create(",\"team\":\"" + team + "\"" + budget("100"));
		assertThat(cent(one).statusCode()).isEqualTo(200);
		assertThat(cent(two).statusCode()).isEqualTo(200);
		assertThat(refused(cent(one)).path("message").asString()).startsWith("The budget of the team '" + team + "'");
		assertThat(refused(cent(two)).path("message").asString()).startsWith("The budget of the team '" + team + "'");
		assertThat(own(two).path("budgets").path(0).path("held_usd").asString()).isEqualTo("0");
		this.keys.patch("/admin/teams/" + team, "{\"budget_usd\":\"1\"}");
		assertThat(cent(one).statusCode()).isEqualTo(200);
		this.keys.patch("/admin/teams/" + team, "{\"budget_usd\":\"0.01\"}");
		assertThat(refused(cent(one)).path("message").asString()).contains("is used up");
		this.keys.patch("/admin/teams/" + team, "{\"budget_usd\":null}");
		assertThat(cent(one).statusCode()).isEqualTo(200);
	}

	@Test
	void aNewBudgetKnowsWhatWasSpentBeforeIt() {
		Key key = this.keys.create("");
		BigDecimal spent = BigDecimal.ZERO;
		for (int i = 0; i < 3; i++) {
			spent = spent.add(new BigDecimal(cent(key).headers().firstValue("x-tollgate-cost-usd").orElseThrow()));
		}
		this.keys.change(key, "{\"budget_usd\":\"0.04\"}");
		refused(cent(key));
		assertThat(usd(own(key).path("budgets").path(0), "spent_usd")).isEqualByComparingTo(spent);
	}

	/** Many more callers than there is money for, again and again until it is spent. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void thoseWhoComeAtOnceSpendNoMoreThanThereIs(boolean streamed) {
		Key key = this.keys.create(budget("0.02"));
		String body = GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=200]]",
				",\"max_tokens\":200,\"stream\":" + streamed);
		HttpRequest request = this.gateway.keyed(CHAT, key.header())
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		int answered = 0;
		boolean any = true;
		while (any) {
			List<CompletableFuture<HttpResponse<String>>> calls = Stream
				.generate(() -> this.gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()))
				.limit(60)
				.toList();
			any = false;
			for (CompletableFuture<HttpResponse<String>> call : calls) {
				if (call.join().statusCode() == 200) {
					answered++;
					any = true;
				}
				else {
					refused(call.join());
				}
			}
			JsonNode state = own(key).path("budgets").path(0);
			assertThat(usd(state, "spent_usd")).isLessThanOrEqualTo(new BigDecimal("0.02"));
			assertThat(usd(state, "held_usd")).isZero();
		}
		assertThat(answered).isEqualTo(9);
		assertThat(this.simulator.calls()).hasSize(9);
		JsonNode costs = costs(key);
		assertThat(usd(costs, "cost_usd")).isEqualByComparingTo(usd(own(key).path("budgets").path(0), "spent_usd"));
	}

	private JsonNode costs(Key key) {
		new LedgerReports(this.gateway).awaitWritten();
		JsonNode sums = GatewayCaller.json(this.gateway.get("/v1/costs", key.header())).path("data");
		assertThat(sums).hasSize(1);
		return sums.path(0);
	}

	@Test
	void callersSeeTheirOwnRequestsAndCosts() {
		Key one = this.keys.create("");
		Key two = this.keys.create("");
		HttpResponse<String> answer = cent(one);
		cent(two);
		cent(two);
		assertThat(costs(one).path("requests").asInt()).isOne();
		JsonNode rows = GatewayCaller.json(this.gateway.get("/v1/requests?key=" + two.name(), one.header()))
			.path("data");
		assertThat(rows.findValuesAsString("id")).containsExactly(LedgerReports.id(answer));
		assertThat(rows.path(0).path("key").asString()).isEqualTo(one.name());
		String ofTwo = GatewayCaller.json(this.gateway.get("/v1/requests", two.header()))
			.path("data")
			.path(0)
			.path("id")
			.asString();
		assertThat(GatewayCaller.json(this.gateway.get("/v1/requests?id=" + ofTwo, one.header())).path("data"))
			.isEmpty();
		assertThat(GatewayCaller.json(this.gateway.get("/v1/costs?group_by=key,model", two.header())).path("data"))
			.hasSize(1);
		assertThat(this.gateway.get("/admin/costs", one.header()).statusCode()).isEqualTo(403);
	}

	@Test
	void whatAnAnswerThatIsGivenAgainSavesIsNotSpent() {
		Key key = this.keys.create(budget("0.00018"));
		String body = GatewayCaller.ask("kept", "Budget " + key.name() + " [[simulate tokens=150]]",
				",\"max_tokens\":150");
		assertThat(this.gateway.post(CHAT, body, key.header()).statusCode()).isEqualTo(200);
		HttpResponse<String> other = this.gateway.post(CHAT, body.replace("Budget", "Other"), key.header());
		refused(other);
		assertThat(this.gateway.post(CHAT, body, key.header()).statusCode()).isEqualTo(200);
		assertThat(own(key).path("budgets").path(0).path("held_usd").asString()).isEqualTo("0");
	}

	@Test
	void eachCallOfAPolicyHasToFit() {
		String schema = ",\"max_tokens\":1000,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\","
				+ "\"schema\":{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}}}";
		Key key = this.keys.create(budget("0.0013"));
		HttpResponse<String> response = this.gateway.post(CHAT,
				GatewayCaller.ask("checked", "Hello [[simulate tokens=1000]]", schema), key.header());
		assertThat(this.simulator.calls()).as("the one that is to mend it costs too much").hasSize(1);
		refused(response);
		JsonNode state = own(key).path("budgets").path(0);
		assertThat(usd(state, "held_usd")).isZero();
		assertThat(usd(state, "spent_usd")).isBetween(new BigDecimal("0.0006"), new BigDecimal("0.0013"));
	}

	@ParameterizedTest
	@CsvSource({ "status=500,0", "hang-up,1", "status=400,0", "cut=5,1", "cut=0,1" })
	void whatFailedCallsCostIsSpentAndWhatWasHeldIsFree(String fault, int billed) {
		Key key = this.keys.create(budget("1"));
		HttpResponse<String> response = this.gateway.post(CHAT,
				GatewayCaller.ask("gpt-4o", "Hello [[simulate " + fault + "]]", ",\"stream\":true"), key.header());
		assertThat(response.statusCode()).isNotEqualTo(429);
		Awaitility.await().until(() -> usd(own(key).path("budgets").path(0), "held_usd").signum() == 0);
		BigDecimal spent = usd(own(key).path("budgets").path(0), "spent_usd");
		assertThat(spent.signum()).isEqualTo(billed);
		assertThat(spent).isEqualByComparingTo(usd(costs(key), "cost_usd"));
	}

	@Test
	void aModelWithoutAPriceIsNotCalledUnderABudget() {
		Key key = this.keys.create(budget("1"));
		HttpResponse<String> response = this.gateway.post(CHAT, GatewayCaller.ask("openai/gpt-7", "Hi", ""),
				key.header());
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.path("code").asString()).isEqualTo("unpriced_model");
		assertThat(error.path("param").asString()).isEqualTo("model");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void countingTokensCostsNothing() {
		Key key = this.keys.create(budget("0"));
		assertThat(this.gateway.gemini("gemini-2.0-flash:countTokens", "Hi", key.header()).statusCode()).isEqualTo(200);
		refused(cent(key));
	}

	@Test
	void theTokensThatDeepSeekDoesNotKnowAreNoBound() {
		Key key = this.keys.create(budget("0.0003"));
		String small = GatewayCaller.ask("deepseek-flash", "Hello [[simulate tokens=5]]", ",\"max_tokens\":100");
		assertThat(this.gateway.post(CHAT, small, key.header()).statusCode()).isEqualTo(200);
		refused(this.gateway.post(CHAT, small.replace("max_tokens", "max_completion_tokens"), key.header()));
		String both = GatewayCaller.ask("gpt-4o-mini", "Hello", ",\"max_tokens\":16000,\"max_completion_tokens\":1");
		refused(this.gateway.post(CHAT, both, key.header()));
	}

}
