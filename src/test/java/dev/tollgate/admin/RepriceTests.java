package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class RepriceTests {

	private static final String SPAN = "?from=2026-11-01&to=2026-12-01";

	private static final UpstreamModel GPT = new UpstreamModel("openai", "gpt-4o");

	/** Half the price for input, and a window that is an hour later. */
	private static final PriceList BEFORE = AdminServer
		.prices(AdminServer.PRICES.replace("\"2.50\"", "\"1.25\"").replace("01:00/04:00", "02:00/05:00"));

	private final AdminServer server = new AdminServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private JsonNode reprice(String span) {
		return Json.MAPPER.readTree(this.server.post("/admin/reprice" + span, new byte[0]));
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o, 2026-11-20T12:00:00Z, standard, standard, 0.00125, 0.0025, 0.00125",
			"openai/gpt-4o-2024-08-06, 2026-11-20T12:00:00Z, standard, standard, 0.00125, 0.0025, 0.00125",
			"deepseek/deepseek-flash, 2026-11-20T01:30:00Z, standard, peak, 0.00015, 0.0003, 0.00015",
			"deepseek/deepseek-flash, 2026-11-20T01:59:59Z, peak, peak, 0.0003, 0.0003, -",
			"deepseek/deepseek-flash, 2026-11-20T00:59:59Z, standard, peak, 0.00015, 0.0003, 0.00015",
			"deepseek/deepseek-flash, 2026-11-20T04:30:00Z, peak, standard, 0.0003, 0.00015, -0.00015",
			"deepseek/deepseek-flash, 2026-11-20T12:00:00Z, standard, standard, 0.00015, 0.00015, -" })
	void aCallIsPricedAgainByItsOwnInstants(String model, String start, String recordedWindow, String repricedWindow,
			String recorded, String repriced, String difference) {
		String[] parts = model.split("/");
		this.server.reports.add(Ledgers.answered(1, Instant.parse(start), new UpstreamModel(parts[0], parts[1]),
				TokenUsage.text(1000, 0), BEFORE));
		JsonNode report = reprice(SPAN);
		assertThat(report.path("recorded_usd").asString()).isEqualTo(recorded);
		assertThat(report.path("repriced_usd").asString()).isEqualTo(repriced);
		boolean same = difference.equals("-");
		assertThat(report.path("changed").asInt()).isEqualTo(same ? 0 : 1);
		assertThat(report.path("unchanged").asInt()).isEqualTo(same ? 1 : 0);
		assertThat(report.path("difference_usd").asString()).isEqualTo(same ? "0" : difference);
		if (!same) {
			JsonNode row = report.path("by_row").get(0);
			assertThat(row.path("recorded_window").asString()).isEqualTo(recordedWindow);
			assertThat(row.path("repriced_window").asString()).isEqualTo(repricedWindow);
			assertThat(row.path("difference_usd").asString()).isEqualTo(difference);
			assertThat(report.path("data").get(0).path("difference_usd").asString()).isEqualTo(difference);
		}
	}

	@Test
	void whatHadNoPriceIsADifferenceOnceItHasOne() {
		this.server.reports.add(entry(1, GPT, State.SETTLED, null));
		assertThat(this.server.post("/admin/reprice" + SPAN, new byte[0]))
			.isEqualTo("{\"from\":\"2026-11-01T00:00:00Z\","
					+ "\"to\":\"2026-12-01T00:00:00Z\",\"requests\":1,\"attempts\":1,\"unchanged\":0,\"changed\":1,"
					+ "\"recorded_usd\":\"0\",\"repriced_usd\":\"0.0025\",\"difference_usd\":\"0.0025\",\"by_row\":["
					+ "{\"model\":\"openai/gpt-4o\",\"recorded_row\":null,\"recorded_window\":null,"
					+ "\"repriced_row\":\"openai/gpt-4o@2026-01-01T00:00:00Z\",\"repriced_window\":\"standard\","
					+ "\"attempts\":1,\"difference_usd\":\"0.0025\"}],\"data\":["
					+ "{\"id\":\"req_00000000000070008000000000000001\",\"attempt\":1,\"model\":\"openai/gpt-4o\","
					+ "\"recorded_usd\":null,\"recorded_row\":null,\"recorded_window\":null,\"repriced_usd\":\"0.0025\","
					+ "\"repriced_row\":\"openai/gpt-4o@2026-01-01T00:00:00Z\",\"repriced_window\":\"standard\","
					+ "\"difference_usd\":\"0.0025\"}]}");
	}

	@Test
	void whatHasNoPriceStillIsNoDifference() {
		this.server.reports.add(entry(1, new UpstreamModel("openai", "gpt-99"), State.SETTLED, null));
		assertThat(reprice(SPAN).path("unchanged").asInt()).isEqualTo(1);
	}

	@Test
	void whatIsUnderWayOrWasNeverSentIsNotPriced() {
		this.server.reports.add(entry(1, GPT, State.VOID, null));
		this.server.reports.add(new RecordedRequest(List.of(new LedgerEntry(State.RESERVED,
				Ledgers.request(2, Ledgers.NOON), Ledgers.attempt(1, GPT, Ledgers.NOON), null))));
		JsonNode report = reprice(SPAN);
		assertThat(report.path("requests").asInt()).isEqualTo(2);
		assertThat(report.path("attempts").asInt()).isZero();
	}

	@Test
	void allRowsAreSummedAndTheFirstThousandListed() {
		for (int i = 0; i < 2500; i++) {
			this.server.reports
				.addLast(Ledgers.answered(i, Ledgers.NOON.minusSeconds(i), GPT, TokenUsage.text(1000, 0), BEFORE));
		}
		JsonNode report = reprice(SPAN);
		assertThat(report.path("changed").asInt()).isEqualTo(2500);
		assertThat(report.path("difference_usd").asString()).isEqualTo("3.125");
		assertThat(report.path("by_row").size()).isEqualTo(1);
		assertThat(report.path("by_row").get(0).path("attempts").asInt()).isEqualTo(2500);
		assertThat(report.path("data").size()).isEqualTo(1000);
		assertThat(this.server.reports.limits).containsExactly(1000, 1000, 1000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "'';from", "?from=2026-11-01;to", "?to=2026-11-01;from",
			"?from=2026-11-02&to=2026-11-01;to", "?from=2026-11-01&to=2026-11-02&apply=true;apply" })
	void aSpanIsRequired(String query, String name) {
		assertThat(this.server.post("/admin/reprice" + query, new byte[0])).contains("|" + name + "|");
	}

	private static RecordedRequest entry(long number, UpstreamModel model, State state, @Nullable Charge charge) {
		return new RecordedRequest(List.of(new LedgerEntry(state, Ledgers.request(number, Ledgers.NOON),
				Ledgers.attempt(1, model, Ledgers.NOON), Ledgers.settlement(Ledgers.NOON.plusSeconds(1),
						Outcome.COMPLETED, 200, model.name(), TokenUsage.text(1000, 0), charge))));
	}

}
