package dev.tollgate;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows of the ledger are found again, in pages and in files.
 */
class LedgerReportTests extends GatewayTests {

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	private final LedgerReports ledger;

	LedgerReportTests(@Autowired GatewayCaller gateway) {
		this.ledger = new LedgerReports(gateway);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-client-request-id", "x-request-id" })
	void aCallerFindsItsRequestByItsOwnId(String header) {
		String id = tag();
		HttpResponse<String> response = this.gateway.chat("gpt-4o", "Hi", header, id);
		assertThat(LedgerReports.id(response)).isNotEqualTo(id);
		this.ledger.row(response);
		List<JsonNode> found = this.ledger.rows("client_request_id=" + id);
		assertThat(found).hasSize(1);
		assertThat(found.getFirst().path("id").asString()).isEqualTo(LedgerReports.id(response));
	}

	@Test
	void rowsAreFoundByKeyAndTeamAndTime() {
		this.clock.set(Instant.parse("2027-03-01T10:00:00Z"));
		String id = LedgerReports.id(this.gateway.chat("gpt-4o", "Hi"));
		this.ledger.row(id);
		for (String query : List.of("key=admin", "team=none", "key=admin&team=none")) {
			assertThat(this.ledger.rows(query + "&from=2027-03-01T10:00:00Z&to=2027-03-01T10:00:01Z&limit=1000"))
				.as(query)
				.extracting((row) -> row.path("id").asString())
				.contains(id);
		}
		assertThat(this.ledger.rows("key=nobody")).isEmpty();
		assertThat(this.ledger.rows("team=nobody")).isEmpty();
		assertThat(this.ledger.rows("id=" + id + "&to=2027-03-01T10:00:00Z")).isEmpty();
		assertThat(this.ledger.costs("group_by=key,team&from=2027-03-01&to=2027-03-02")).singleElement()
			.satisfies((sum) -> {
				assertThat(sum.path("key").asString()).isEqualTo("admin");
				assertThat(sum.path("team").asString()).isEqualTo("none");
			});
	}

	@Test
	void pagesHaveEachRowOnceTheNewestFirst() {
		String id = tag();
		List<String> made = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			// some of them at the same instant
			this.clock.set(SettableClock.EVENING_IN_CHINA.plusMillis(i / 4));
			made.add(LedgerReports.id(this.gateway.chat("gpt-4o-mini", "Hi", "x-client-request-id", id)));
		}
		made.forEach(this.ledger::row);
		List<String> found = new ArrayList<>();
		List<String> starts = new ArrayList<>();
		String cursor = "";
		do {
			JsonNode page = this.ledger.page("client_request_id=" + id + "&limit=7" + cursor);
			assertThat(page.path("data").size()).isBetween(1, 7);
			for (JsonNode row : page.path("data")) {
				found.add(row.path("id").asString());
				starts.add(row.path("started_at").asString());
			}
			JsonNode next = page.path("next_cursor");
			cursor = next.isNull() ? "" : "&cursor=" + next.asString();
		}
		while (!cursor.isEmpty());
		assertThat(found).containsExactlyInAnyOrderElementsOf(made);
		assertThat(starts.stream().map(Instant::parse).toList().reversed()).isSorted();
	}

	@Test
	void bothReportsAreFilesToWhomPrefersThem() {
		String tag = tag();
		HttpResponse<String> call = this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=100"), "x-tollgate-tags",
				"file=" + tag);
		String id = LedgerReports.id(call);
		this.ledger.row(id);
		HttpResponse<String> file = this.gateway.get("/admin/requests?id=" + id, "accept", "text/csv");
		assertThat(file.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
		assertThat(file.body().lines()).hasSize(2);
		assertThat(this.ledger.csv("/admin/requests?id=" + id, "cost_usd")).containsExactly("0.001025");
		assertThat(this.ledger.csv("/admin/requests?id=" + id, "price_row"))
			.containsExactly("openai/gpt-4o@2024-10-01T00:00:00Z");
		List<String> tags = this.ledger.csv("/admin/costs?group_by=tag:file", "tag:file");
		List<String> costs = this.ledger.csv("/admin/costs?group_by=tag:file", "cost_usd");
		assertThat(costs.get(tags.indexOf(tag))).isEqualTo("0.001025");
	}

	private static String tag() {
		return UUID.randomUUID().toString();
	}

}
