package dev.tollgate.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.testing.Goldens;
import dev.tollgate.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ReconcileTests {

	private static final Goldens EXPORTS = Goldens.of("exports");

	private static final String OPENAI = "/admin/reconcile?provider=openai";

	private static final String DEEPSEEK = "/admin/reconcile?provider=deepseek";

	private static final String DAY = "2026-11-20";

	private final AdminServer server = new AdminServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private void ledger(String provider, String model, String day, long requests, TokenUsage usage, String usd) {
		this.server.reports.sums.add(Ledgers.sum(List.of(provider, model, day), requests, usage, usd));
	}

	private JsonNode reconcile(String address, String file) {
		return Json.MAPPER.readTree(this.server.post(address, EXPORTS.read(file).getBytes(StandardCharsets.UTF_8)));
	}

	private String refusal(String address, String body) {
		return this.server.post(address, body.getBytes(StandardCharsets.UTF_8));
	}

	private static String statuses(JsonNode report) {
		StringBuilder statuses = new StringBuilder();
		for (JsonNode day : report.path("data")) {
			statuses.append(day.path("day").asString())
				.append(' ')
				.append(day.path("model").asString())
				.append(' ')
				.append(day.path("status").asString())
				.append('\n');
		}
		return statuses.toString();
	}

	@Test
	void openAiUsageIsComparedByDayAndModel() {
		ledger("openai", "gpt-4o", DAY, 5, Ledgers.cached(1000, 800, 500), "0.25");
		ledger("openai", "gpt-4o", "2026-11-21", 2, TokenUsage.text(20, 10), "0.01");
		ledger("openai", "gpt-4.1", "2026-11-21", 1, TokenUsage.text(1, 1), "0.01");
		ledger("backup", "gpt-4o", DAY, 7, TokenUsage.text(1, 1), "9");
		JsonNode report = reconcile(OPENAI, "openai-usage.json");
		EXPORTS.verify("openai-usage.expected.json",
				Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
		assertThat(statuses(report)).isEqualTo("""
				2026-11-20 gpt-4o match
				2026-11-20 o3-mini-2025-01-31 only_at_provider
				2026-11-21 gpt-4.1 only_in_ledger
				2026-11-21 gpt-4o differs
				""");
		assertThat(this.server.reports.costQueries.getFirst()).hasToString("CostQuery[groupBy=["
				+ "Grouping[dimension=PROVIDER, tag=null], Grouping[dimension=MODEL, tag=null], "
				+ "Grouping[dimension=DAY, tag=null]], from=2026-11-20T00:00:00Z, to=2026-11-22T00:00:00Z, key=null]");
	}

	@Test
	void openAiCostsAreComparedInDollarsAlone() {
		ledger("openai", "gpt-4o", DAY, 5, Ledgers.cached(1000, 800, 500), "0.25");
		JsonNode report = reconcile(OPENAI, "openai-costs.json");
		assertThat(statuses(report)).isEqualTo("""
				2026-11-20 gpt-4o match
				2026-11-20 web search tool calls only_at_provider
				""");
		assertThat(report.path("compared")).hasToString("[\"usd\"]");
		assertThat(report.path("totals").path("difference").path("usd").asString()).isEqualTo("-0.01");
		assertThat(report.path("totals").path("difference").path("input").isNull()).isTrue();
	}

	@Test
	void usageAndCostsCanBeComparedAtOnce() {
		ledger("openai", "gpt-4o", DAY, 5, Ledgers.cached(1000, 800, 500), "0.24");
		String both = EXPORTS.read("openai-usage.json").strip();
		both = both.substring(0, both.length() - 1) + "," + EXPORTS.read("openai-costs.json") + "]";
		JsonNode first = Json.MAPPER.readTree(refusal(OPENAI, both)).path("data").get(0);
		assertThat(first.path("status").asString()).isEqualTo("differs");
		assertThat(first.path("difference").toString())
			.isEqualTo("{\"requests\":0,\"input\":0,\"cached_input\":0,\"output\":0,\"usd\":\"-0.01\"}");
	}

	@Test
	void deepSeeksAmountsAreComparedWhole() {
		ledger("deepseek", "deepseek-flash", DAY, 12, Ledgers.cached(3000000, 2000000, 500000), "0.456");
		ledger("deepseek", "deepseek-v4-pro", "2026-11-21", 1, TokenUsage.text(0, 100), "0.000197");
		JsonNode report = reconcile(DEEPSEEK, "deepseek-amount.csv");
		EXPORTS.verify("deepseek-amount.expected.json",
				Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
		assertThat(statuses(report)).isEqualTo("""
				2026-11-20 deepseek-flash match
				2026-11-21 deepseek-v4-pro differs
				""");
		assertThat(report.path("totals").path("difference").path("usd").asString()).isEqualTo("-0.000001");
	}

	@Test
	void deepSeeksCostsOfAllWalletsAreComparedInDollarsAlone() {
		ledger("deepseek", "deepseek-flash", DAY, 12, Ledgers.cached(3000000, 2000000, 500000), "0.456");
		ledger("deepseek", "deepseek-v4-pro", "2026-11-21", 1, TokenUsage.text(0, 100), "0.000198");
		JsonNode report = reconcile(DEEPSEEK, "deepseek-cost.csv");
		assertThat(report.path("match").asInt()).isEqualTo(2);
		assertThat(report.path("totals").path("provider").path("usd").asString()).isEqualTo("0.456198");
	}

	@Test
	void snapshotsStayApartWhereBothSidesNameThem() {
		ledger("openai", "gpt-4o-2024-08-06", DAY, 5, Ledgers.cached(1000, 800, 500), "0.25");
		ledger("openai", "gpt-4o-2024-08-06", "2026-11-21", 1, TokenUsage.text(10, 5), "0.01");
		JsonNode report = reconcile(OPENAI, "openai-usage.json");
		assertThat(statuses(report)).isEqualTo("""
				2026-11-20 gpt-4o-2024-08-06 match
				2026-11-20 o3-mini-2025-01-31 only_at_provider
				2026-11-21 gpt-4o-2024-08-06 match
				""");
	}

	@Test
	void onlyTheDaysThatAreAskedForAreCompared() {
		JsonNode report = reconcile(OPENAI + "&from=2026-11-21&to=2026-11-25", "openai-usage.json");
		assertThat(statuses(report)).isEqualTo("2026-11-21 gpt-4o-2024-08-06 only_at_provider\n");
		assertThat(this.server.reports.costQueries.getFirst().to()).hasToString("2026-11-25T00:00:00Z");
	}

	@Test
	void anExportOfMoreThanItsPageIsCalledIncomplete() {
		String page = EXPORTS.read("openai-costs.json").replace("\"has_more\": false", "\"has_more\": true");
		assertThat(refusal(OPENAI, page)).contains("\"export_complete\":false");
		assertThat(refusal(OPENAI, EXPORTS.read("openai-costs.json"))).contains("\"export_complete\":true");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', value = { "{~line 1|", "[]x~line 1|", "'{\n\"data\": [}'~line 2|", "7~page 0|",
			"{\"data\":7}~page 0, data|", "{\"data\":[{\"start_time\":0}]}~page 0, data[0].results|",
			"{\"data\":[{\"results\":[]}]}~page 0, data[0].start_time|",
			"{\"data\":[{\"start_time\":0,\"end_time\":86401,\"results\":[]}]}~page 0, data[0].end_time|",
			"{\"data\":[{\"start_time\":0,\"results\":[{\"object\":\"x\"}]}]}~page 0, data[0].results[0].object|" })
	void aBrokenPageIsRefusedWithThePlace(String body, String place) {
		assertThat(refusal(OPENAI + "&from=2026-11-20&to=2026-11-21", body)).startsWith("invalid_export|" + place);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~',
			value = { "\"value\": 2.5e-2~\"value\": 1e999999999~results[1].amount.value",
					"\"value\": 2.5e-2~\"value\": null~results[1].amount.value",
					"\"currency\": \"usd\"~\"currency\": \"eur\"~" + "results[0].amount.currency",
					"\"gpt-4o-2024-08-06, input\"~null~results[0].line_item" })
	void aBrokenResultIsRefusedWithThePlace(String found, String broken, String place) {
		String file = EXPORTS.read("openai-costs.json");
		assertThat(file).contains(found);
		assertThat(refusal(OPENAI, file.replace(found, broken)))
			.startsWith("invalid_export|page 0, data[0]." + place + "|");
	}

	static List<Arguments> brokenLines() {
		return List.of(Arguments.of("sk-1bb***7cee,output_tokens", "output_tokens", "line 4|"),
				Arguments.of("output_tokens,0.0000006", "music,0.0000006", "line 4, field 'type',|"),
				Arguments.of(",12\r\n", ",twelve\r\n", "line 5, field 'amount',|"),
				Arguments.of(",12\r\n", ",-12\r\n", "line 5, field 'amount',|"),
				Arguments.of("0.0000006", "1e-999", "line 4, field 'price',|"),
				Arguments.of("20261121", "20261321", "line 6, field 'utc_date',|"),
				Arguments.of("utc_date", "day", "line 1|"), Arguments.of("\"Team, Primary\"", "\"Team", "line 3|"));
	}

	@ParameterizedTest
	@MethodSource("brokenLines")
	void aBrokenLineIsRefusedWithItsNumber(String found, String broken, String place) {
		String file = EXPORTS.read("deepseek-amount.csv");
		assertThat(file).contains(found);
		assertThat(refusal(DEEPSEEK, file.replace(found, broken))).startsWith("invalid_export|" + place);
	}

	@ParameterizedTest
	@CsvSource({ "',USD', ',CNY'", "'2026-11-20T00:00:00+00:00,2', '2026-11-20T00:00:00+03:00,2'",
			"'2026-11-20T00:00:00+00:00,2', ',2'", "'0.4000000000000000', 'free'" })
	void whatTheLedgerCannotBeComparedWithIsRefused(String found, String other) {
		String file = EXPORTS.read("deepseek-cost.csv");
		assertThat(file).contains(found);
		assertThat(refusal(DEEPSEEK, file.replace(found, other))).startsWith("invalid_export|line 2, field ");
	}

	@ParameterizedTest
	@CsvSource({ "'', provider", "?provider=gemini, provider", "?provider=openai&from=2026-11-20T01:00:00Z, from",
			"?provider=openai&model=x, model" })
	void aWrongParameterIsNamed(String query, String name) {
		assertThat(refusal("/admin/reconcile" + query, "{}")).contains("|" + name + "|");
	}

	@Test
	void aFileWithoutDaysNeedsToBeToldThem() {
		assertThat(refusal(OPENAI, "{\"data\":[]}")).contains("|from|");
		assertThat(refusal(OPENAI, "")).startsWith("invalid_export|line 1|");
		ledger("openai", "gpt-4o", DAY, 5, TokenUsage.text(1, 1), "0.25");
		JsonNode report = Json.MAPPER.readTree(refusal(OPENAI + "&from=2026-11-20&to=2026-11-21", "{\"data\":[]}"));
		assertThat(statuses(report)).isEqualTo("2026-11-20 gpt-4o only_in_ledger\n");
	}

	@Test
	void aCompressedFileIsRefused() {
		this.server.client()
			.post()
			.uri(OPENAI)
			.header("content-encoding", "gzip")
			.bodyValue(new byte[] { 1 })
			.exchange()
			.expectStatus()
			.isEqualTo(415);
	}

	@Test
	void aFileOfMoreThan32MegabytesIsTooLarge() {
		byte[] large = new byte[32 * 1024 * 1024 + 1];
		this.server.client().post().uri(OPENAI).bodyValue(large).exchange().expectStatus().isEqualTo(413);
	}

}
