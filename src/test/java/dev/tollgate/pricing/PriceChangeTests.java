package dev.tollgate.pricing;

import java.time.Instant;
import java.util.Optional;

import dev.tollgate.chat.TokenType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PriceChangeTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			# before the first row, rows without windows, the first window
			deepseek-chat,  2020-01-01T00:00:00Z, 2024-12-26T00:00:00Z standard 0.14/0.014/0.28
			deepseek-chat,  2024-12-26T00:00:00Z, 2025-02-08T16:00:00Z standard 0.27/0.07/1.1
			deepseek-chat,  2025-02-08T16:00:00Z, 2025-02-26T16:30:00Z discount 0.135/0.035/0.55
			deepseek-chat,  2025-02-26T16:29:59Z, 2025-02-26T16:30:00Z discount 0.135/0.035/0.55
			deepseek-chat,  2025-02-26T16:30:00Z, 2025-02-27T00:30:00Z standard 0.27/0.07/1.1
			deepseek-chat,  2025-02-27T00:29:59.999Z, 2025-02-27T00:30:00Z standard 0.27/0.07/1.1
			deepseek-chat,  2025-02-27T00:30:00Z, 2025-02-27T16:30:00Z discount 0.135/0.035/0.55
			# the row ends before its window would open again
			deepseek-chat,  2025-09-05T00:30:00Z, 2025-09-05T16:00:00Z standard 0.56/0.07/1.68
			# over a weekend, over the holidays, over the lunch hours, at the start of a row
			deepseek-flash, 2026-11-27T10:00:00Z, 2026-11-30T01:00:00Z peak 0.3/0.006/1.2
			deepseek-flash, 2026-09-30T10:00:00Z, 2026-10-08T01:00:00Z peak 0.3/0.006/1.2
			deepseek-flash, 2026-11-23T02:00:00Z, 2026-11-23T04:00:00Z standard 0.15/0.003/0.6
			deepseek-flash, 2026-11-23T04:00:00Z, 2026-11-23T06:00:00Z peak 0.3/0.006/1.2
			deepseek-flash, 2026-09-01T00:00:00Z, 2026-09-10T04:00:00Z standard 0.15/0.003/0.6
			deepseek-v4-flash, 2026-09-10T03:00:00Z, 2026-09-10T04:00:00Z standard 0.15/0.003/0.6
			# the row of the weekdays changes no price by itself
			deepseek-v4-pro, 2026-08-22T10:00:00Z, 2026-08-24T01:00:00Z peak 1.32/0.044/3.96
			# nothing is known to change
			deepseek-chat,  2026-11-23T00:00:00Z, never
			""")
	void isTheNextInstantAtWhichRatesDiffer(String model, String after, String change) {
		assertThat(describe(Prices.REAL.nextChange(Prices.model("deepseek/" + model), Instant.parse(after))))
			.isEqualTo(change);
	}

	@Test
	void aPromotionsEndIsAChange() {
		assertThat(describe(
				Prices.REAL.nextChange(Prices.model("gemini/gemini-4-argon"), Instant.parse("2026-11-23T00:00:00Z"))))
			.isEqualTo("2026-12-01T08:00:00Z standard 4/0.2/20");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-03-28T02:00:00Z, 2026-03-30T00:00:00Z
			2026-10-24T23:30:00Z, 2026-10-25T00:00:00Z
			2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z
			""")
	void followsTheClocksOfTheZone(String after, String change) {
		PriceList list = window("zone: Europe/Berlin, hours: [\"02:00/03:00\"]", "0.5");
		assertThat(list.nextChange(Prices.model("p/m"), Instant.parse(after)).orElseThrow().at())
			.isEqualTo(Instant.parse(change));
	}

	@Test
	void aWindowThatClosesBecauseTheClockGoesBackIsAChange() {
		PriceList list = window("zone: Europe/Berlin, hours: [\"02:30/03:30\"]", "0.5");
		assertThat(list.nextChange(Prices.model("p/m"), Instant.parse("2026-10-25T00:30:00Z")).orElseThrow().at())
			.isEqualTo(Instant.parse("2026-10-25T01:00:00Z"));
	}

	@Test
	void aWindowWithTheRowsOwnRatesIsNoChange() {
		PriceList list = window("zone: UTC, hours: [\"02:00/03:00\"]", "1");
		assertThat(list.nextChange(Prices.model("p/m"), Instant.parse("2026-02-01T00:00:00Z"))).isEmpty();
	}

	@Test
	void theEndOfTheLastRowIsAChangeToNoPrice() {
		PriceList list = Prices.list("prices:\n" + Prices.row("2026-01-01T00:00:00Z", """
				    until: "2026-02-01T00:00:00Z"
				    per-million: { input: "1", output: "2" }
				"""));
		Instant end = Instant.parse("2026-02-01T00:00:00Z");
		assertThat(list.nextChange(Prices.model("p/m"), end.minusSeconds(1))).contains(new PriceChange(end, null));
		assertThat(list.nextChange(Prices.model("p/m"), end)).isEmpty();
		assertThat(list.at(Prices.model("p/m"), end.minusNanos(1))).isPresent();
		assertThat(list.at(Prices.model("p/m"), end)).isEmpty();
	}

	private static PriceList window(String when, String input) {
		return Prices.list("prices:\n" + Prices.row("2026-01-01T00:00:00Z", """
				    per-million: { input: "1", output: "2" }
				    windows: [ { name: w, %s, per-million: { input: "%s" } } ]
				""".formatted(when, input)));
	}

	private static String describe(Optional<PriceChange> change) {
		return change.map((next) -> next.at() + " " + describe(next.price())).orElse("never");
	}

	static String describe(@Nullable Price price) {
		if (price == null) {
			return "no price";
		}
		Rates rates = price.rates();
		return price.window() + " " + rates.perMillion(TokenType.INPUT) + "/" + rates.perMillion(TokenType.CACHED_INPUT)
				+ "/" + rates.perMillion(TokenType.OUTPUT);
	}

}
