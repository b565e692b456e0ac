package dev.tollgate;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.TestKeys.Key;
import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An administrator makes keys, and what is said of a key is what it can do.
 */
class KeysTests extends GatewayTests {

	private static final String HELLO = "Hello [[simulate tokens=3]]";

	private TestKeys keys;

	@BeforeEach
	void prepare() {
		this.keys = new TestKeys(this.gateway);
	}

	private JsonNode get(String path) {
		HttpResponse<String> response = this.gateway.get(path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return GatewayCaller.json(response);
	}

	private static JsonNode error(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		return error;
	}

	@Test
	void aKeyIsShownOnceAndCallsInItsOwnName() {
		String team = this.keys.team("");
		String name = TestKeys.name("web");
		HttpResponse<String> response = this.gateway.post("/admin/keys",
				"{\"name\":\"" + name + "\",\"team\":\"" + team
						+ "\",\"models\":[\"gpt-4o\"],\"requests_per_minute\":60,\"tokens_per_minute\":100000,"
						+ "\"concurrency\":5,\"budget_usd\":\"25.50\",\"budget_period\":\"week\","
						+ "\"expires_at\":\"2026-12-31T00:00:00Z\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
		assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
		JsonNode made = GatewayCaller.json(response);
		String secret = made.path("key").asString();
		assertThat(secret).matches("tg-[A-Za-z0-9_-]{43}");
		JsonNode read = get("/admin/keys/" + made.path("id").asString());
		assertThat(read.has("key")).isFalse();
		assertThat(read.toString()).isEqualTo("{\"id\":\"" + made.path("id").asString() + "\",\"name\":\"" + name
				+ "\",\"hint\":\"tg-…" + secret.substring(secret.length() - 4) + "\",\"status\":\"active\",\"team\":\""
				+ team + "\",\"models\":[\"gpt-4o\"],\"requests_per_minute\":60,\"tokens_per_minute\":100000,"
				+ "\"concurrency\":5,\"budget_usd\":\"25.5\",\"budget_period\":\"week\","
				+ "\"spent_usd\":\"0\",\"held_usd\":\"0\",\"remaining_usd\":\"25.5\",\"resets_at\":\"2026-11-30T00:00:00Z\","
				+ "\"expires_at\":\"2026-12-31T00:00:00Z\",\"created_at\":\"2026-11-23T12:00:00Z\",\"revoked_at\":null}");
		HttpResponse<String> answer = this.gateway.chat("gpt-4o", HELLO, "authorization", "Bearer " + secret);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		JsonNode row = new LedgerReports(this.gateway).row(answer);
		assertThat(row.path("key").asString()).isEqualTo(name);
		assertThat(row.path("team").asString()).isEqualTo(team);
		assertThat(this.gateway.metric("gen_ai_client_cost_usd_total", "team", team)).isPositive();
		assertThat(upstream().toString()).doesNotContain(secret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-goog-api-key", "api-key" })
	void aKeyIsTakenFromEachHeader(String header) {
		Key key = this.keys.create("");
		HttpRequest request = this.gateway.request("/v1/models").header(header, key.secret()).build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(200);
		request = this.gateway.request("/v1beta/models?key=" + key.secret()).build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(200);
	}

	@Test
	void aChangeHoldsFromTheNextCallOnAndNullTakesALimitAway() {
		Key key = this.keys.create(",\"models\":[\"gpt-4o\"],\"budget_usd\":\"1\"");
		assertThat(error(this.gateway.chat("gpt-4o-mini", HELLO, key.header()), 404).path("code").asString())
			.isEqualTo("model_not_found");
		JsonNode changed = GatewayCaller
			.json(this.keys.change(key, "{\"models\":null,\"concurrency\":3,\"name\":\"" + key.name() + "\"}"));
		assertThat(changed.path("models").isNull()).isTrue();
		assertThat(changed.path("concurrency").asInt()).isEqualTo(3);
		assertThat(changed.path("budget_usd").asString()).as("not said, so unchanged").isEqualTo("1");
		assertThat(changed.path("budget_period").asString()).isEqualTo("month");
		assertThat(this.gateway.chat("gpt-4o-mini", HELLO, key.header()).statusCode()).isEqualTo(200);
		changed = GatewayCaller.json(this.keys.change(key, "{\"budget_period\":\"total\"}"));
		assertThat(changed.path("budget_usd").asString()).isEqualTo("1");
		assertThat(changed.path("budget_period").asString()).isEqualTo("total");
		changed = GatewayCaller.json(this.keys.change(key, "{\"budget_usd\":null,\"concurrency\":null}"));
		assertThat(changed.path("budget_usd").isNull()).isTrue();
		assertThat(changed.path("budget_period").isNull()).isTrue();
		assertThat(changed.path("concurrency").isNull()).isTrue();
	}

	@Test
	void aRevokedKeyOpensNothingAndItsRowsKeepItsName() {
		Key key = this.keys.create("");
		HttpResponse<String> answer = this.gateway.chat("gpt-4o", HELLO, key.header());
		JsonNode revoked = GatewayCaller.json(this.keys.revoke(key));
		assertThat(revoked.path("status").asString()).isEqualTo("revoked");
		assertThat(revoked.path("revoked_at").asString()).isEqualTo("2026-11-23T12:00:00Z");
		assertThat(error(this.gateway.chat("gpt-4o", HELLO, key.header()), 401).path("code").asString())
			.isEqualTo("invalid_api_key");
		assertThat(new LedgerReports(this.gateway).row(answer).path("key").asString()).isEqualTo(key.name());
		assertThat(get("/admin/keys/" + key.id()).path("status").asString()).isEqualTo("revoked");
		assertThat(
				error(this.keys.patch("/admin/keys/" + key.id(), "{\"concurrency\":1}"), 409).path("code").asString())
			.isEqualTo("key_revoked");
		this.keys.revoke(key);
		HttpResponse<String> again = this.gateway.post("/admin/keys", "{\"name\":\"" + key.name() + "\"}");
		JsonNode taken = error(again, 409);
		assertThat(taken.path("code").asString()).isEqualTo("name_taken");
		assertThat(taken.path("param").asString()).isEqualTo("name");
	}

	@Test
	void anExpiredKeyIsToldSo() {
		Key key = this.keys.create(",\"expires_at\":\"2026-11-23T12:00:01Z\"");
		assertThat(this.gateway.get("/v1/models", key.header()).statusCode()).isEqualTo(200);
		this.clock.set(SettableClock.EVENING_IN_CHINA.plusSeconds(1));
		HttpResponse<String> refused = this.gateway.get("/v1/models", key.header());
		JsonNode error = error(refused, 401);
		assertThat(error.path("code").asString()).isEqualTo("expired_api_key");
		assertThat(error.path("type").asString()).isEqualTo("authentication_error");
		assertThat(error.path("message").asString()).contains("expired at 2026-11-23T12:00:01Z");
		assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
		refused = this.gateway.get("/v1beta/models", key.header());
		assertThat(GatewayCaller.json(refused).path("error").path("status").asString()).isEqualTo("UNAUTHENTICATED");
		assertThat(get("/admin/keys/" + key.id()).path("status").asString()).isEqualTo("expired");
		this.keys.change(key, "{\"expires_at\":null}");
		assertThat(this.gateway.get("/v1/models", key.header()).statusCode()).isEqualTo(200);
	}

	@Test
	void keysAndTeamsAreListedByPages() {
		String team = this.keys.team(",\"budget_usd\":100,\"budget_period\":\"day\"");
		List<String> made = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			made.addFirst(this.keys.create(",\"team\":\"" + team + "\"").name());
		}
		JsonNode page = get("/admin/keys?limit=2&team=" + team);
		List<String> listed = new ArrayList<>(page.path("data").findValuesAsString("name"));
		page = get("/admin/keys?limit=2&team=" + team + "&cursor=" + page.path("next_cursor").asString());
		listed.addAll(page.path("data").findValuesAsString("name"));
		assertThat(listed).isEqualTo(made);
		assertThat(page.path("next_cursor").isNull()).isTrue();
		assertThat(page.toString()).doesNotContain("\"key\":");
		JsonNode first = get("/admin/teams?limit=1").path("data").path(0);
		assertThat(first.path("name").asString()).isEqualTo(team);
		assertThat(first.path("budget_usd").asString()).isEqualTo("100");
		assertThat(first.path("budget_period").asString()).isEqualTo("day");
		for (String address : List.of(team, first.path("id").asString())) {
			assertThat(get("/admin/teams/" + address)).isEqualTo(first);
		}
	}

	@Test
	void aTeamsBudgetIsChangedButNotItsName() {
		String team = this.keys.team("");
		HttpResponse<String> changed = this.keys.patch("/admin/teams/" + team, "{\"budget_usd\":\"0.000000000001\"}");
		assertThat(GatewayCaller.json(changed).path("budget_usd").asString()).isEqualTo("0.000000000001");
		assertThat(error(this.keys.patch("/admin/teams/" + team, "{\"name\":\"other\"}"), 400).path("param").asString())
			.isEqualTo("name");
		assertThat(error(this.gateway.post("/admin/teams", "{\"name\":\"" + team + "\"}"), 409).path("code").asString())
			.isEqualTo("name_taken");
		assertThat(error(this.gateway.post("/admin/teams", "{\"name\":\"none\"}"), 400).path("param").asString())
			.isEqualTo("name");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			{}                                              | missing_required_parameter | name
			{"name":null}                                   | missing_required_parameter | name
			{"name":""}                                     | invalid_value              | name
			{"name":"a/b"}                                  | invalid_value              | name
			{"name":"admin"}                                | invalid_value              | name
			{"name":"key_00000000000000000000000000000000"} | invalid_value              | name
			{"name":"x","id":"key_1"}                       | unknown_parameter          | id
			{"name":"x","key":"tg-mine"}                    | unknown_parameter          | key
			{"name":"x","administrator":true}               | unknown_parameter          | administrator
			{"name":"x","role":"admin"}                     | unknown_parameter          | role
			{"name":"x","requestsPerMinute":1}              | unknown_parameter          | requestsPerMinute
			{"name":"x","name":"y"}                         | invalid_json               | -
			{"name":"x"                                     | invalid_json               | -
			[]                                              | invalid_json               | -
			{"name":5}                                      | invalid_type               | name
			{"name":"x","team":"nobody"}                    | invalid_value              | team
			{"name":"x","models":[]}                        | invalid_value              | models
			{"name":"x","models":"gpt-4o"}                  | invalid_type               | models
			{"name":"x","models":[5]}                       | invalid_type               | models
			{"name":"x","models":["a\\u0000b"]}             | invalid_value              | models
			{"name":"x","requests_per_minute":0}            | invalid_value              | requests_per_minute
			{"name":"x","requests_per_minute":1.5}          | invalid_value              | requests_per_minute
			{"name":"x","requests_per_minute":"60"}         | invalid_type               | requests_per_minute
			{"name":"x","tokens_per_minute":1e99}           | invalid_value              | tokens_per_minute
			{"name":"x","tokens_per_minute":-1}             | invalid_value              | tokens_per_minute
			{"name":"x","concurrency":99999999999999}       | invalid_value              | concurrency
			{"name":"x","budget_usd":"-1"}                  | invalid_value              | budget_usd
			{"name":"x","budget_usd":"1e3"}                 | invalid_value              | budget_usd
			{"name":"x","budget_usd":"4000000.01"}          | invalid_value              | budget_usd
			{"name":"x","budget_usd":"1.0000000000001"}     | invalid_value              | budget_usd
			{"name":"x","budget_usd":true}                  | invalid_type               | budget_usd
			{"name":"x","budget_usd":"5","budget_period":"year"} | invalid_value         | budget_period
			{"name":"x","budget_period":"day"}              | missing_required_parameter | budget_usd
			{"name":"x","expires_at":"tomorrow"}            | invalid_value              | expires_at
			{"name":"x","expires_at":"2026-12-31"}          | invalid_value              | expires_at
			{"name":"x","expires_at":1800000000}            | invalid_type               | expires_at
			""")
	void whatMakesNoSenseIsRefusedByName(String body, String code, String param) {
		this.keys.create("");
		JsonNode error = error(this.gateway.post("/admin/keys", body), 400);
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").asString(null)).isEqualTo(param);
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void aBodyIsJsonAndNotLarge() {
		HttpRequest text = this.gateway.keyed("/admin/keys", "content-type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}"))
			.build();
		assertThat(this.gateway.send(text).statusCode()).isEqualTo(415);
		String large = "{\"name\":\"x\",\"models\":[\"" + "a".repeat(70_000) + "\"]}";
		assertThat(this.gateway.post("/admin/keys", large).statusCode()).isEqualTo(413);
	}

	@ParameterizedTest
	@CsvSource({ "GET,/admin/keys/key_nope", "DELETE,/admin/keys/key_nope", "PATCH,/admin/keys/key_nope",
			"GET,/admin/teams/nope", "PATCH,/admin/teams/nope" })
	void whatThereIsNotIsNotFound(String method, String path) {
		this.keys.create("");
		HttpRequest request = this.gateway.keyed(path)
			.method(method, HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		assertThat(error(this.gateway.send(request), 404).path("code").asString()).isEqualTo("not_found");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/admin/keys?limit=0", "/admin/keys?cursor=!", "/admin/keys?page=2", "/admin/teams?cursor=-" })
	void aQuestionThatMakesNoSenseIsRefused(String path) {
		assertThat(error(this.gateway.get(path), 400).path("param").isNull()).isFalse();
	}

	@Test
	void anIdempotencyKeyBelongsToItsCaller() {
		Key one = this.keys.create("");
		Key two = this.keys.create("");
		String shared = "shared-" + one.name();
		String[] ofOne = { "authorization", "Bearer " + one.secret(), "idempotency-key", shared };
		String[] ofTwo = { "authorization", "Bearer " + two.secret(), "idempotency-key", shared };
		assertThat(this.gateway.chat("gpt-4o", HELLO, ofOne).headers().firstValue("idempotent-replayed")).isEmpty();
		assertThat(this.gateway.chat("gpt-4o", HELLO, ofOne).headers().firstValue("idempotent-replayed")).isPresent();
		assertThat(this.gateway.chat("gpt-4o", HELLO, ofTwo).headers().firstValue("idempotent-replayed")).isEmpty();
	}

}
