package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.TestKeys.Key;
import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import dev.tollgate.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three gateways on one PostgreSQL and one Redis are one to those who call. Skipped where
 * no Docker engine answers.
 */
class SharedLimitTests {

	@RegisterExtension
	private static final RedisServer redis = new RedisServer("three gateways on one Redis");

	private static final String CHAT = "/v1/chat/completions";

	private static final String HELLO = GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=3]]", "");

	/** Costs 0.002 dollars for its answer. */
	private static final String PRICED = GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=200]]",
			",\"max_tokens\":200");

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private static final List<GatewayCaller> gateways = new ArrayList<>();

	private static OutageDatabase database;

	private static TestKeys keys;

	@BeforeAll
	static void start(@TempDir Path data) {
		database = OutageDatabase.start();
		for (int i = 0; i < 3; i++) {
			ConfigurableApplicationContext application = database.gateway(data.resolve("gateway" + i),
					"--spring.data.redis.url=redis://localhost:" + redis.port(),
					// a busy machine may take longer than requests wait in earnest
					"--tollgate.limits.redis-timeout=1s");
			applications.add(application);
			gateways.add(new GatewayCaller(application.getEnvironment()));
		}
		keys = new TestKeys(gateways.getFirst());
	}

	@AfterAll
	static void stop() {
		gateways.forEach(GatewayCaller::close);
		applications.forEach(ConfigurableApplicationContext::close);
		if (database != null) {
			database.close();
		}
	}

	/** A key that all of them know. */
	private static Key key(String more) {
		Key key = keys.create(more);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> gateways.stream()
				.allMatch((gateway) -> gateway.get("/v1/models", key.header()).statusCode() == 200));
		return key;
	}

	/** Asks all of them in turn, all at once. */
	private static List<HttpResponse<String>> atOnce(int number, Key key, String body) {
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			GatewayCaller gateway = gateways.get(i % gateways.size());
			HttpRequest request = gateway.keyed(CHAT, key.header())
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build();
			calls.add(gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
		}
		return calls.stream().map(CompletableFuture::join).toList();
	}

	private static long answered(List<HttpResponse<String>> responses) {
		return responses.stream().filter((response) -> response.statusCode() == 200).count();
	}

	private static JsonNode budget(GatewayCaller gateway, Key key) {
		return GatewayCaller.json(gateway.get("/v1/key", key.header())).path("budgets").path(0);
	}

	private static BigDecimal spent(GatewayCaller gateway, Key key) {
		return new BigDecimal(budget(gateway, key).path("spent_usd").asString());
	}

	@Test
	void aMinuteOfRequestsIsOneForAll() {
		Key key = key(",\"requests_per_minute\":20");
		List<HttpResponse<String>> responses = atOnce(60, key, HELLO);
		assertThat(answered(responses)).isEqualTo(20);
		assertThat(responses).allMatch((response) -> response.statusCode() == 200 || response.statusCode() == 429)
			.allMatch((response) -> response.headers()
				.firstValue("x-ratelimit-limit-requests")
				.orElse("none")
				.equals("20"))
			.noneMatch((response) -> response.headers().firstValue("x-ratelimit-mode").isPresent());
	}

	@Test
	void noMoreAreUnderWayThanMayBeInAll() {
		Key key = key(",\"concurrency\":4");
		List<Simulator> simulators = applications.stream()
			.map((application) -> application.getBean(Simulator.class))
			.toList();
		simulators.forEach(Simulator::clear);
		for (int round = 0; round < 3; round++) {
			atOnce(30, key, GatewayCaller.ask("gpt-4o", "Hello [[simulate tokens=10 first-token=30ms gap=3ms]]",
					",\"stream\":true"));
		}
		List<SimulatedCall> calls = simulators.stream().flatMap((simulator) -> simulator.calls().stream()).toList();
		assertThat(calls).hasSizeGreaterThanOrEqualTo(12)
			.allSatisfy((call) -> assertThat(calls.stream()
				.filter((other) -> !other.startedAt().isAfter(call.startedAt())
						&& (other.endedAt() == null || other.endedAt().isAfter(call.startedAt()))))
				.hasSizeLessThanOrEqualTo(4));
	}

	@Test
	void aBudgetIsOneForAllAndIsWhatTheLedgerSays() {
		Key key = key(",\"budget_usd\":\"0.02\",\"budget_period\":\"total\"");
		long answered = 0;
		long more;
		do {
			more = answered(atOnce(45, key, PRICED));
			answered += more;
		}
		while (more > 0);
		assertThat(answered).isEqualTo(9);
		for (GatewayCaller gateway : gateways) {
			new LedgerReports(gateway).awaitWritten();
		}
		Awaitility.await().until(() -> budget(gateways.getFirst(), key).path("held_usd").asString().equals("0"));
		BigDecimal ledger = new BigDecimal(GatewayCaller.json(gateways.getFirst().get("/v1/costs", key.header()))
			.path("data")
			.path(0)
			.path("cost_usd")
			.asString());
		assertThat(ledger).isLessThanOrEqualTo(new BigDecimal("0.02"));
		for (GatewayCaller gateway : gateways) {
			assertThat(spent(gateway, key)).isEqualByComparingTo(ledger);
		}
	}

	@Test
	void aKeyThatIsRevokedIsRefusedByAllWithinFiveSeconds() {
		Key key = key("");
		keys.revoke(key);
		assertThat(gateways.getFirst().get("/v1/models", key.header()).statusCode()).isEqualTo(401);
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> gateways.stream()
				.allMatch((gateway) -> gateway.get("/v1/models", key.header()).statusCode() == 401));
	}

	@Test
	void aRedisThatLosesEverythingIsToldWhatWasSpent() {
		Key key = key(",\"budget_usd\":\"0.02\",\"budget_period\":\"total\"");
		assertThat(answered(atOnce(3, key, PRICED))).isEqualTo(3);
		Awaitility.await().until(() -> budget(gateways.getFirst(), key).path("held_usd").asString().equals("0"));
		BigDecimal spent = spent(gateways.getFirst(), key);
		// what the others have not written yet, this one cannot know
		gateways.forEach((gateway) -> new LedgerReports(gateway).awaitWritten());
		redis.run("flushall");
		for (GatewayCaller gateway : gateways) {
			assertThat(gateway.post(CHAT, HELLO, key.header()).statusCode()).as("its longest answer is beyond it")
				.isEqualTo(429);
			assertThat(spent(gateway, key)).isEqualByComparingTo(spent);
		}
		assertThat(answered(atOnce(15, key, PRICED))).isBetween(1L, 6L);
	}

	@Test
	void aRedisThatFallsSilentIsDoneWithoutAndUsedAgain() {
		Key limited = key(",\"requests_per_minute\":30");
		Key budgeted = key(",\"budget_usd\":\"1\",\"budget_period\":\"total\"");
		assertThat(answered(atOnce(3, budgeted, PRICED))).isEqualTo(3);
		GatewayCaller gateway = gateways.get(1);
		redis.pause();
		try {
			Awaitility.await().atMost(PATIENCE).until(() -> gateway.metric("tollgate_limits_degraded") == 1);
			HttpResponse<String> response = gateway.post(CHAT, HELLO, limited.header());
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(response.headers().firstValue("x-ratelimit-mode")).hasValue("degraded");
			assertThat(response.headers().firstValue("x-ratelimit-limit-requests")).as("a third of it").hasValue("10");
			int answered = 0;
			HttpResponse<String> last;
			do {
				last = gateway.post(CHAT, PRICED, budgeted.header());
				answered++;
			}
			while (last.statusCode() == 200);
			assertThat(answered - 1).as("a hundredth of what was left").isBetween(1, 4);
			assertThat(last.statusCode()).isEqualTo(503);
			assertThat(GatewayCaller.json(last).path("error").path("code").asString())
				.isEqualTo("budget_store_unavailable");
			assertThat(last.headers().firstValue("retry-after")).isPresent();
			assertThat(gateway.post(CHAT, HELLO).statusCode()).as("who has no limits").isEqualTo(200);
		}
		finally {
			redis.goOn();
		}
		for (GatewayCaller each : gateways) {
			Awaitility.await().atMost(PATIENCE).until(() -> each.metric("tollgate_limits_degraded") == 0);
		}
		HttpResponse<String> back = gateway.post(CHAT, HELLO, limited.header());
		assertThat(back.headers().firstValue("x-ratelimit-mode")).isEmpty();
		gateways.forEach((each) -> new LedgerReports(each).awaitWritten());
		BigDecimal ledger = new BigDecimal(GatewayCaller.json(gateway.get("/v1/costs", budgeted.header()))
			.path("data")
			.path(0)
			.path("cost_usd")
			.asString());
		Awaitility.await()
			.untilAsserted(() -> assertThat(spent(gateways.getFirst(), budgeted)).isEqualByComparingTo(ledger));
	}

}
