package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.tollgate.Dashboards.Board;
import dev.tollgate.testing.PrometheusServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo of the jar fills every panel: a day of it passes in half a minute under a real
 * Prometheus, which then evaluates each expression of the boards and alerts, and whose
 * sums are the ledger's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardsJarTests {

	private static final Path RULES = Path.of("helm/tollgate/rules/tollgate.yml");

	private static final String COST = "gen_ai_client_cost_usd_total";

	/**
	 * What the demo has none of: nothing is lost, and nobody is refused by a full
	 * gateway.
	 */
	private static final Set<String> MAY_BE_EMPTY = Set.of("Circuits open");

	private static final Pattern METRIC = Pattern
		.compile("\\b((?:tollgate|gen_ai|resilience4j|jvm|process|system)_\\w+)");

	@TempDir
	private static Path directory = Path.of("");

	private @Nullable PrometheusServer prometheus;

	private @Nullable GatewayProcess gateway;

	@BeforeAll
	void aDayPasses() throws Exception {
		PrometheusServer.assumeThere("the boards' expressions under Prometheus");
		GatewayProcess gateway = new GatewayProcess(directory, Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs"),
				"demo", "--speed=2880", "--rate=25", "--days=1", "--start=2026-11-02T00:00:00Z",
				"--logging.level.dev.tollgate.requests=info");
		this.gateway = gateway;
		this.prometheus = new PrometheusServer("127.0.0.1:" + gateway.managementPort(), RULES, directory);
		Awaitility.await()
			.atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> log().contains("days are over") && gateway.metric("tollgate_calls_in_flight") == 0);
		// what was spent last is in the ledger, and Prometheus has seen it
		Awaitility.await().until(() -> gateway.metric("tollgate_ledger_pending_rows") == 0);
		Awaitility.await()
			.until(() -> scalar("sum(" + COST + ")").subtract(total(gateway)).abs().compareTo(rounding()) < 0);
	}

	@AfterAll
	void close() throws InterruptedException {
		if (this.prometheus != null) {
			this.prometheus.close();
		}
		if (this.gateway != null) {
			this.gateway.close();
		}
	}

	private PrometheusServer prometheus() {
		return Objects.requireNonNull(this.prometheus);
	}

	private static String log() throws IOException {
		return Files.readString(directory.resolve("log"));
	}

	private static BigDecimal rounding() {
		// counters are sums of doubles
		return new BigDecimal("1e-9");
	}

	private BigDecimal scalar(String expression) {
		List<JsonNode> result = prometheus().query(expression);
		return result.isEmpty() ? BigDecimal.ZERO
				: new BigDecimal(result.getFirst().path("value").path(1).asString("0"));
	}

	private static BigDecimal total(GatewayProcess gateway) {
		return new BigDecimal(gateway.get("/admin/costs").path("data").path(0).path("cost_usd").asString("0"));
	}

	static List<Board> boards() {
		return Dashboards.all();
	}

	@ParameterizedTest
	@MethodSource("boards")
	void everyPanelHasDataAndNoError(Board board) {
		long now = scalar("vector(time())").longValue();
		List<String> empty = new ArrayList<>();
		for (JsonNode panel : board.panels()) {
			String title = panel.path("title").asString();
			boolean some = false;
			for (JsonNode target : panel.path("targets")) {
				String expression = Dashboards.expression(target.path("expr").asString());
				List<JsonNode> series = target.path("instant").asBoolean(false) ? prometheus().query(expression)
						: prometheus().queryRange(expression, now - 60, now);
				some |= !series.isEmpty();
			}
			if (!some && !MAY_BE_EMPTY.contains(title)) {
				empty.add(title);
			}
		}
		assertThat(empty).as("panels of " + board + " without data").isEmpty();
	}

	@ParameterizedTest
	@MethodSource("boards")
	void everyMetricOfABoardIsOneThatThereIs(Board board) {
		Set<String> used = board.panels()
			.stream()
			.flatMap((panel) -> panel.path("targets").valueStream())
			.flatMap(
					(target) -> METRIC.matcher(target.path("expr").asString()).results().map((match) -> match.group(1)))
			.filter((name) -> !name.startsWith("gen_ai_system") && !name.startsWith("gen_ai_request_model")
					&& !name.startsWith("gen_ai_token_type") && !name.startsWith("tollgate_route"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(there()).containsAll(used);
	}

	private Set<String> there() {
		return prometheus().api("/api/v1/label/__name__/values")
			.valueStream()
			.map(JsonNode::asString)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everyAlertIsEvaluatedOfMetricsThatThereAre() {
		JsonNode groups = prometheus().api("/api/v1/rules").path("groups");
		List<JsonNode> rules = groups.valueStream().flatMap((group) -> group.path("rules").valueStream()).toList();
		assertThat(rules).hasSizeGreaterThan(10);
		assertThat(rules).allSatisfy((rule) -> {
			assertThat(rule.path("health").asString()).as(rule.toString()).isEqualTo("ok");
			assertThat(METRIC.matcher(rule.path("query").asString()).results().map((match) -> match.group(1)))
				.isSubsetOf(there());
		});
	}

	@Test
	void theDaysTroubleIsAlarmed() throws IOException {
		// a model without a price was used, and one provider failed for an hour, which is
		// a second here
		assertThat(prometheus().query("ALERTS{alertname=\"TollgateUnpricedTokens\"}")).isNotEmpty();
		assertThat(scalar("sum(tollgate_attempts_total{provider=\"openai\", outcome=\"failed\"})")).isPositive();
		assertThat(log()).contains("The circuit to 'openai' is open");
	}

	@ParameterizedTest
	@CsvSource({ "provider", "model", "route", "window", "team" })
	void sumsAreTheLedgers(String label) {
		Map<String, BigDecimal> ledger = new TreeMap<>();
		for (JsonNode sum : Objects.requireNonNull(this.gateway).get("/admin/costs?group_by=" + label).path("data")) {
			BigDecimal cost = new BigDecimal(sum.path("cost_usd").asString("0"));
			if (cost.signum() > 0) {
				ledger.put(sum.path(label).asString(), cost);
			}
		}
		Map<String, BigDecimal> counted = new TreeMap<>();
		prometheus().query("sum by (" + label + ") (" + COST + ") > 0")
			.forEach((series) -> counted.put(series.path("metric").path(label).asString(),
					new BigDecimal(series.path("value").path(1).asString())));
		assertThat(counted.keySet()).isEqualTo(ledger.keySet()).hasSizeGreaterThan(1);
		ledger.forEach((group, cost) -> assertThat(counted.get(group)).as(group)
			.isCloseTo(cost, org.assertj.core.data.Offset.offset(rounding())));
	}

	@Test
	void theStatsOfTheLedgerAreTheLedgers() {
		GatewayProcess gateway = Objects.requireNonNull(this.gateway);
		BigDecimal total = total(gateway);
		BigDecimal told = Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> scalar("max(tollgate_spend_usd{period=\"month\"})"),
					(month) -> month.subtract(total).abs().compareTo(rounding()) < 0);
		assertThat(told).isPositive();
	}

	@Test
	void bothPriceWindowsHaveDollarsAndTheCheapHoursHaveSaved() {
		assertThat(prometheus().query("sum by (window) (" + COST + "{provider=\"deepseek\"}) > 0")
			.stream()
			.map((series) -> series.path("metric").path("window").asString())).contains("peak", "standard");
		assertThat(scalar("sum(gen_ai_client_saved_usd_total{reason=\"price_window\"})")).isPositive();
		assertThat(scalar("count(count by (reason) (gen_ai_client_saved_usd_total))"))
			.isEqualByComparingTo(BigDecimal.valueOf(3));
	}

	@Test
	void theLogIsJsonAndHasALineForEachRequest() throws IOException {
		List<JsonNode> lines = log().lines()
			.map(GatewayCaller::json)
			.filter((line) -> "tollgate.requests".equals(line.path("event").path("dataset").asString("")))
			.toList();
		long answers = scalar("sum(tollgate_responses_total)").longValue();
		assertThat(lines.size()).isBetween((int) answers - 5, (int) answers + 50);
		JsonNode line = lines.stream().filter((one) -> one.path("tollgate").has("provider")).findFirst().orElseThrow();
		assertThat(line.path("http").path("response").path("status_code").asInt()).isEqualTo(200);
		assertThat(line.path("tollgate").path("request").path("id").asString()).startsWith("req_");
		assertThat(line.path("event").path("duration").asLong()).isPositive();
		assertThat(line.path("gen_ai").path("usage").path("input_tokens").asInt()).isPositive();
		assertThat(line.path("service").path("name").asString()).isEqualTo("tollgate");
		assertThat(log()).doesNotContain("simulate").doesNotContain("Where is my parcel");
	}

}
