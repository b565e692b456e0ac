package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks for the reports of the ledger as an administrator does.
 *
 * @param gateway who is asked
 */
record LedgerReports(GatewayCaller gateway) {

	private static final Duration POLL = Duration.ofMillis(5);

	/** The commas that stand before as many quotes as close again. */
	private static final Pattern CELLS = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

	/** The row of a request, once it is settled and the database has it. */
	JsonNode row(String id) {
		return Awaitility.await("the row of " + id)
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL)
			.until(() -> rows("id=" + id),
					(rows) -> rows.size() == 1 && !rows.getFirst().path("state").asString().equals("reserved"))
			.getFirst();
	}

	/** The row of an answer. */
	JsonNode row(HttpResponse<?> response) {
		return row(id(response));
	}

	static String id(HttpResponse<?> response) {
		return response.headers().firstValue("x-request-id").orElseThrow();
	}

	/** A page of rows, the newest first. */
	List<JsonNode> rows(String query) {
		List<JsonNode> rows = new ArrayList<>();
		page(query).path("data").forEach(rows::add);
		return rows;
	}

	JsonNode page(String query) {
		return json("/admin/requests?" + query);
	}

	/** The sums of all requests, by what they are grouped by. */
	List<JsonNode> costs(String query) {
		List<JsonNode> sums = new ArrayList<>();
		json("/admin/costs?" + query).path("data").forEach(sums::add);
		return sums;
	}

	/** The sums by the values of one grouping; those without it are left out. */
	Map<String, JsonNode> costsBy(String grouping) {
		Map<String, JsonNode> sums = new LinkedHashMap<>();
		for (JsonNode sum : costs("group_by=" + grouping)) {
			if (!sum.path(grouping).isNull()) {
				assertThat(sums.put(sum.path(grouping).asString(), sum)).as(grouping).isNull();
			}
		}
		return sums;
	}

	/** What everything cost. */
	BigDecimal total() {
		return costs("").stream()
			.map((sum) -> new BigDecimal(sum.path("cost_usd").asString()))
			.reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	/** Waits until the database has all that has ended. */
	void awaitWritten() {
		Awaitility.await("rows in the journal only")
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL)
			.until(() -> this.gateway.metric("tollgate_ledger_pending_rows") == 0);
	}

	/** A column of a report as a file; no value of it has quotes of its own. */
	List<String> csv(String path, String column) {
		List<String> lines = this.gateway.get(path, "accept", "text/csv").body().lines().toList();
		int index = List.of(lines.getFirst().split(",", -1)).indexOf(column);
		assertThat(index).as(lines.getFirst()).isNotNegative();
		return lines.stream().skip(1).map((line) -> CELLS.split(line, -1)[index]).toList();
	}

	private JsonNode json(String path) {
		HttpResponse<String> response = this.gateway.get(path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return GatewayCaller.json(response);
	}

}
