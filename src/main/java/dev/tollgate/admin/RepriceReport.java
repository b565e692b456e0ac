package dev.tollgate.admin;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What the price list in force would change about a span of the ledger. Money is in plain
 * decimals; a row that is null stands for no price.
 *
 * @param from the first start of a request that counts, in ISO-8601 and UTC
 * @param to the first start that no longer counts
 * @param requests the requests in the span
 * @param attempts their calls that have ended and reached a provider
 * @param unchanged those of them that cost the same, by the same row and window
 * @param changed the others
 * @param recordedUsd what the ledger says they cost
 * @param repricedUsd what they cost by the price list in force
 * @param differenceUsd how much more that is
 * @param byRow the sums of the differences
 * @param data the first differences
 */
@JsonNaming(SnakeCaseStrategy.class)
record RepriceReport(String from, String to, long requests, long attempts, long unchanged, long changed,
		String recordedUsd, String repricedUsd, String differenceUsd, List<Row> byRow, List<Difference> data) {

	/** The calls that change from one price to another. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Row(String model, @Nullable String recordedRow, @Nullable String recordedWindow,
			@Nullable String repricedRow, @Nullable String repricedWindow, long attempts, String differenceUsd) {
	}

	/** A call that changes. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Difference(String id, int attempt, String model, @Nullable String recordedUsd, @Nullable String recordedRow,
			@Nullable String recordedWindow, @Nullable String repricedUsd, @Nullable String repricedRow,
			@Nullable String repricedWindow, String differenceUsd) {
	}

}
