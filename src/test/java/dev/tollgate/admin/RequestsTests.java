package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.ledger.RequestFilter;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.testing.Goldens;
import dev.tollgate.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RequestsTests {

	private static final UpstreamModel GPT = new UpstreamModel("openai", "gpt-4o");

	private static final UpstreamModel FLASH = new UpstreamModel("deepseek", "deepseek-flash");

	private static final PriceList PRICES = AdminServer.prices(AdminServer.PRICES);

	private static final Goldens GOLDENS = Goldens.of("admin");

	private final AdminServer server = new AdminServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	/** A call that failed at one provider and was answered by the next, both paid. */
	private static RecordedRequest fallenBack() {
		Instant start = Ledgers.NOON;
		RequestFacts request = Ledgers.request(1, start, "order-7", Tags.parse("project=apollo,stage=test"));
		TokenUsage lost = TokenUsage.text(1000, 0);
		TokenUsage usage = new TokenUsage(1000, 600, 0, 0, 0, 0, 0, 200, 50, 0, 0);
		Instant middle = start.plusSeconds(1);
		Instant end = start.plusMillis(3500);
		return new RecordedRequest(List.of(
				new LedgerEntry(State.SETTLED, request, Ledgers.attempt(1, GPT, start),
						Ledgers.settlement(middle, Outcome.FAILED, 502, null, lost,
								Ledgers.charge(PRICES, GPT, start, lost))),
				new LedgerEntry(State.SETTLED, request, Ledgers.attempt(2, FLASH, middle), Ledgers.settlement(end,
						Outcome.COMPLETED, 200, "deepseek-flash", usage, Ledgers.charge(PRICES, FLASH, end, usage)))));
	}

	private static RecordedRequest underWay() {
		Instant start = Ledgers.NOON.minusSeconds(60);
		return new RecordedRequest(List
			.of(new LedgerEntry(State.RESERVED, Ledgers.request(2, start), Ledgers.attempt(1, GPT, start), null)));
	}

	private static RecordedRequest unpriced() {
		return Ledgers.answered(3, Ledgers.NOON.minusSeconds(120), new UpstreamModel("openai", "gpt-99"),
				TokenUsage.text(5, 7), PRICES);
	}

	@Test
	void aRequestShowsWhatAllItsAttemptsCost() {
		this.server.reports.add(fallenBack());
		this.server.reports.add(underWay());
		this.server.reports.add(unpriced());
		String pretty = Json.MAPPER.writerWithDefaultPrettyPrinter()
			.writeValueAsString(Json.MAPPER.readTree(this.server.get("/admin/requests")));
		GOLDENS.verify("requests.json", pretty.replace("\r\n", "\n") + "\n");
	}

	@Test
	void aFileShowsTheSame() {
		this.server.reports.add(fallenBack());
		this.server.reports.add(underWay());
		this.server.reports.add(unpriced());
		GOLDENS.verify("requests.csv", this.server.get("/admin/requests", "text/csv"));
	}

	@Test
	void aFileIsOfferedUnderItsName() {
		this.server.client()
			.get()
			.uri("/admin/requests")
			.header("accept", "text/csv")
			.exchange()
			.expectHeader()
			.contentType("text/csv;charset=UTF-8")
			.expectHeader()
			.valueEquals("content-disposition", "attachment; filename=\"requests.csv\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "application/json;json", "*/*;json", "text/csv;csv", "text/*;csv",
			"text/csv, */*;csv", "application/json, text/csv;json", "text/html,*/*;json", "nonsense;json" })
	void theCallerChoosesTheForm(String accept, String form) {
		String answer = this.server.get("/admin/requests", accept);
		assertThat(answer).startsWith(form.equals("csv") ? "id,client_request_id," : "{\"data\":[]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "text/csv;q=0|json", "text/csv;q=0, */*|json", "text/csv;q=0.5, */*;q=0.1|csv",
					"text/csv;q=0.5, application/json|json", "text/csv, application/json;q=0.5|csv",
					"application/json;q=0.5, text/csv;q=0.9|csv", "*/*, text/csv;q=0.5|json",
					"application/json;q=0, text/csv;q=0.1|csv" })
	void theHigherQualityWins(String accept, String form) {
		theCallerChoosesTheForm(accept, form);
	}

	@Test
	void aListGoesOnWhereItsCursorSays() {
		this.server.reports.add(fallenBack());
		this.server.reports.add(underWay());
		this.server.reports.add(unpriced());
		String first = this.server.get("/admin/requests?limit=2");
		String cursor = Json.MAPPER.readTree(first).path("next_cursor").asString();
		String second = this.server.get("/admin/requests?limit=2&cursor=" + cursor);
		assertThat(Json.MAPPER.readTree(second).path("data").size()).isEqualTo(1);
		assertThat(Json.MAPPER.readTree(second).path("next_cursor").isNull()).isTrue();
		assertThat(this.server.reports.limits).containsExactly(2, 2);
	}

	@Test
	void aLongIdOfTheCallersIsFoundAsItWasKept() {
		this.server.get("/admin/requests?client_request_id=" + "x".repeat(300));
		assertThat(Objects.requireNonNull(this.server.reports.filter).clientRequestId()).isEqualTo("x".repeat(256));
	}

	@Test
	void everyFilterReachesTheLedger() {
		this.server.get("/admin/requests?id=req_0000000000007000800000000000000a&client_request_id=a&key=b&team=c"
				+ "&from=2026-11-01&to=2026-11-02T03:00:00%2B03:00");
		assertThat(Objects.requireNonNull(this.server.reports.filter))
			.hasToString("RequestFilter[id=req_0000000000007000800000000000000a, clientRequestId=a, key=b, team=c, "
					+ "from=2026-11-01T00:00:00Z, to=2026-11-02T00:00:00Z]");
		assertThat(this.server.reports.limits).containsExactly(100);
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, limit", "limit=1001, limit", "limit=ten, limit", "id=7, id", "cursor=x, cursor",
			"from=yesterday, from", "to=2026-13-01, to", "to=%2B300000-12-31T23:59:59Z, to",
			"from=%2B999999999-12-31T23:59:59Z, from", "from=1999-12-31, from", "to=2200-01-01, to",
			"from=2026-11-02&to=2026-11-02, to", "model=gpt, model", "limit=1&limit=2, limit", "LIMIT=1, LIMIT" })
	void aWrongParameterIsNamed(String query, String name) {
		assertThat(this.server.get("/admin/requests?" + query)).contains("|" + name + "|");
		assertThat(this.server.get("/admin/requests?" + query, "text/csv")).contains("|" + name + "|");
		assertThat(this.server.reports.pagesAsked).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "=1+1", "+1", "-1", "@SUM(A1)", "\tx" })
	void whatASpreadsheetWouldRunIsMadeHarmless(String evil) {
		StringBuilder line = new StringBuilder();
		new CsvLine(line).text(evil).plain("-1").text("a=1").end();
		assertThat(line).hasToString("'" + evil + ",-1,a=1\r\n");
	}

	@Test
	void whatACallerNamedIsMadeHarmless() {
		this.server.reports.add(new RecordedRequest(List
			.of(new LedgerEntry(State.RESERVED, Ledgers.request(1, Ledgers.NOON, "=cmd|' /C calc'!A0,\"x\"", Tags.NONE),
					Ledgers.attempt(1, GPT, Ledgers.NOON), null))));
		assertThat(this.server.get("/admin/requests", "text/csv")).contains(",\"'=cmd|' /C calc'!A0,\"\"x\"\"\",web,");
	}

	@Test
	void aFileHasAllRowsPageByPage() {
		addMany(25_000);
		String file = this.server.get("/admin/requests", "text/csv");
		assertThat(file.lines().count()).isEqualTo(25_001);
		assertThat(file.lines().skip(1).map((line) -> line.substring(0, line.indexOf(','))).distinct().count())
			.isEqualTo(25_000);
		assertThat(this.server.reports.limits).hasSize(25).containsOnly(1000);
		assertThat(this.server.reports.pagesAsked).doesNotHaveDuplicates().hasSize(25);
	}

	@Test
	void aFileIsCutWhereALimitIsGiven() {
		addMany(30);
		assertThat(this.server.get("/admin/requests?limit=10", "text/csv").lines().count()).isEqualTo(11);
		assertThat(this.server.reports.limits).containsExactly(10);
	}

	@Test
	void pagesAreReadAsTheyAreAskedFor() {
		addMany(25_000);
		StepVerifier.create(RequestPages.of(this.server.reports, RequestFilter.ALL, null), 0)
			.thenRequest(3)
			.expectNextCount(3)
			.thenCancel()
			.verify();
		assertThat(this.server.reports.limits).hasSizeLessThanOrEqualTo(4);
	}

	@Test
	void aLedgerThatFailsIsNoFile() {
		this.server.reports.failure = new Unavailable("The ledger is away", "ledger_unavailable");
		this.server.client()
			.get()
			.uri("/admin/requests")
			.header("accept", "text/csv")
			.exchange()
			.expectStatus()
			.isEqualTo(503);
	}

	private void addMany(int count) {
		for (int i = 0; i < count; i++) {
			this.server.reports
				.addLast(Ledgers.answered(i, Ledgers.NOON.minusSeconds(i), FLASH, TokenUsage.text(10, 5), PRICES));
		}
	}

}
