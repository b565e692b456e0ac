package dev.tollgate.pricing;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PriceListTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			# started in standard hours, finished in discount hours, and the other way round
			2025-03-01T16:29:59Z, 2025-03-01T16:30:00Z, discount
			2025-03-01T16:29:00Z, 2025-03-01T16:29:59Z, standard
			2025-03-02T00:29:00Z, 2025-03-02T00:30:00Z, standard
			2025-03-02T00:29:00Z, 2025-03-02T00:29:59Z, discount
			# across the end of the row
			2025-09-04T23:00:00Z, 2025-09-05T16:00:00Z, standard
			""")
	void deepSeekIsBilledByTheInstantOfCompletion(String start, String completion, String window) {
		Price price = Prices.REAL
			.price(Prices.model("deepseek/deepseek-chat"), Instant.parse(start), Instant.parse(completion))
			.orElseThrow();
		assertThat(price.window()).isEqualTo(window);
		assertThat(price).isEqualTo(Prices.real("deepseek/deepseek-chat", completion));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			start,      start,      2026-01-31T23:30:00Z, 2026-02-01T00:10:00Z, 2026-01-01 night
			start,      completion, 2026-01-31T23:30:00Z, 2026-02-01T00:10:00Z, 2026-01-01 night
			completion, start,      2026-01-31T23:30:00Z, 2026-02-01T00:10:00Z, 2026-02-01 standard
			completion, completion, 2026-01-31T23:30:00Z, 2026-02-01T00:10:00Z, 2026-02-01 standard
			start,      start,      2026-01-10T22:30:00Z, 2026-01-10T23:30:00Z, 2026-01-01 standard
			completion, start,      2026-01-10T22:30:00Z, 2026-01-10T23:30:00Z, 2026-01-01 night
			completion, start,      2026-02-10T22:30:00Z, 2026-02-10T23:30:00Z, 2026-02-01 standard
			start,      completion, 2026-02-10T22:30:00Z, 2026-02-10T23:30:00Z, 2026-02-01 night
			start,      start,      2025-12-31T23:30:00Z, 2026-01-01T00:10:00Z, 2026-01-01 standard
			""")
	void theRowAtTheStartSaysWhichInstantCounts(String first, String second, String start, String completion,
			String expected) {
		String rates = """
				    per-million: { input: 2, output: 2 }
				    windows: [ { name: night, zone: UTC, hours: ["23:00/24:00"], per-million: { input: 1 } } ]
				""";
		PriceList list = Prices
			.list("prices:\n" + Prices.row("2026-01-01T00:00:00Z", rates).replace("completion", first)
					+ Prices.row("2026-02-01T00:00:00Z", rates).replace("completion", second));
		Price price = list.price(Prices.model("p/m"), Instant.parse(start), Instant.parse(completion)).orElseThrow();
		assertThat(price.row().from().toString().substring(0, 10) + " " + price.window()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			openai/gpt-4o-2024-08-06,              openai/gpt-4o
			openai/gpt-4o-2024-05-13,              openai/gpt-4o-2024-05-13
			openai/gpt-4o-mini-2024-07-18,         openai/gpt-4o-mini
			openai/gpt-4-turbo-2024-04-09,         openai/gpt-4-turbo
			openai/gpt-4o-audio-preview-2024-10-01, openai/gpt-4o-audio-preview-2024-10-01
			openai/gpt-4o-audio-preview-2025-06-03, openai/gpt-4o-audio-preview
			openai/o1-latest,                      openai/o1
			openai/o1-0613,                        openai/o1
			gemini/gemini-2.0-flash-001,           gemini/gemini-2.0-flash
			gemini/gemini-2.0-flash-lite-001,      gemini/gemini-2.0-flash-lite
			gemini/gemini-2.5-pro-preview-05-06,   gemini/gemini-2.5-pro
			gemini/gemini-3.1-pro-preview,         gemini/gemini-3.1-pro-preview
			""")
	void aSnapshotCostsWhatItsModelCostsUnlessItHasRowsOfItsOwn(String model, String priced) {
		assertThat(Prices.real(model, "2026-11-23T00:00:00Z").row().model()).hasToString(priced);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/GPT-4o", "openai/gpt-4", "openai/gpt-4o-2024-8-6", "gemini/gpt-4o",
			"openai/gpt-4o-mini-2024-07-18-001", "gemini/gemini-2.0-pro-exp-02-05", "openai/-latest",
			"openai/o1-12345" })
	void whatIsNotInTheListHasNoPrice(String model) {
		assertThat(Prices.REAL.at(Prices.model(model), Instant.parse("2026-11-23T00:00:00Z"))).isEmpty();
		assertThat(Prices.REAL.rows(Prices.model(model))).isEmpty();
		assertThat(Prices.REAL.nextChange(Prices.model(model), Instant.EPOCH)).isEqualTo(Optional.empty());
	}

	@Test
	void everyRowNamesItsSourceAndFollowsItsPredecessorAtOnce() {
		assertThat(Prices.REAL.models()).hasSizeGreaterThan(35);
		assertThat(Prices.REAL.rows().stream().map(PriceRow::id)).doesNotHaveDuplicates();
		Prices.REAL.models().forEach((model) -> {
			Instant end = Prices.REAL.rows(model).getFirst().from();
			for (PriceRow row : Prices.REAL.rows(model)) {
				assertThat(row.source()).isNotBlank();
				assertThat(row.from()).isEqualTo(end);
				assertThat(row.id()).isEqualTo(model + "@" + row.from());
				end = (row.until() != null) ? row.until() : Instant.MAX;
			}
			assertThat(end).as("%s stays priced", model).isEqualTo(Instant.MAX);
		});
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			gemini/gemini-4-argon,    2026-12-01T07:59:59Z, 2/0.1/10
			gemini/gemini-4-argon,    2026-12-01T08:00:00Z, 4/0.2/20
			gemini/gemini-4-carbon,   2026-12-01T08:00:00Z, 4/0.2/20
			gemini/gemini-3.8-flash,  2027-01-01T07:59:59Z, 0.75/0.075/3.75
			gemini/gemini-3.8-flash,  2027-01-01T08:00:00Z, 1.5/0.15/7.5
			openai/gpt-5.6-terra,     2026-07-29T23:59:59Z, 2.5/0.25/15
			openai/gpt-5.6-terra,     2026-07-30T00:00:00Z, 2/0.2/12
			openai/gpt-5.6-luna,      2026-07-29T23:59:59Z, 1/0.1/6
			openai/gpt-5.6-luna,      2026-07-30T00:00:00Z, 0.2/0.02/1.2
			openai/gpt-5.6-sol,       2026-11-23T00:00:00Z, 5/0.5/30
			openai/gpt-5.4,           2026-11-23T00:00:00Z, 2.5/0.25/15
			openai/gpt-5,             2026-11-23T00:00:00Z, 1.25/0.125/10
			openai/gpt-5-mini,        2026-11-23T00:00:00Z, 0.25/0.025/2
			openai/gpt-4.1-mini,      2026-11-23T00:00:00Z, 0.4/0.1/1.6
			openai/gpt-6-astra,       2026-11-23T00:00:00Z, 10/1/50
			openai/gpt-6-luna,        2026-11-23T00:00:00Z, 0.1/0.01/0.5
			openai/gpt-6.1-sol,       2026-11-23T00:00:00Z, 2/0.1/10
			openai/gpt-6.1-terra,     2026-11-23T00:00:00Z, 1/0.05/5
			gemini/gemini-3.5-flash,  2026-11-23T00:00:00Z, 1.5/0.15/9
			gemini/gemini-2.5-flash,  2026-11-23T00:00:00Z, 0.3/0.03/2.5
			""")
	void todaysModelsCostWhatTheyCost(String model, String at, String price) {
		assertThat(PriceChangeTests.describe(Prices.real(model, at))).isEqualTo("standard " + price);
	}

}
