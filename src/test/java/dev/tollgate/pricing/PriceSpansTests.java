package dev.tollgate.pricing;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.UpstreamModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Time is cut where a price comes from another row or window, and nowhere else.
 */
class PriceSpansTests {

	private static final String LIST = """
			prices:
			  - model: acme/one
			    from: "2026-03-01T00:00:00Z"
			    until: "2026-03-30T12:00:00Z"
			    billed-at: start
			    per-million: { input: "1", output: "2" }
			    windows:
			      - name: night
			        zone: Europe/Berlin
			        hours: ["22:00/06:00"]
			        per-million: { input: "0.5" }
			    source: "a test"
			    verified-on: "2026-11-23"
			  - model: acme/old
			    from: "2026-01-01T00:00:00Z"
			    billed-at: start
			    per-million: { input: "3", output: "4" }
			    source: "a test"
			    verified-on: "2026-11-23"
			  - model: acme/old
			    from: "2026-03-15T00:00:00Z"
			    billed-at: start
			    per-million: { input: "3", output: "4" }
			    source: "a test"
			    verified-on: "2026-11-23"
			""";

	private final PriceList prices = Prices.list(LIST);

	private final CalledModel one = new CalledModel(new UpstreamModel("acme", "one"), "openai", null);

	private final CalledModel old = new CalledModel(new UpstreamModel("acme", "old"), "openai", null);

	@Test
	void windowsFollowTheirZonesClockAndRowsEndInThem() {
		// clocks go forward on 2026-03-29 at 01:00 UTC
		assertThat(between("2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z", List.of(this.one))).containsExactly(
				"2026-03-28T12:00:00Z 2026-03-28T21:00:00Z standard", "2026-03-28T21:00:00Z 2026-03-29T04:00:00Z night",
				"2026-03-29T04:00:00Z 2026-03-29T20:00:00Z standard", "2026-03-29T20:00:00Z 2026-03-30T04:00:00Z night",
				"2026-03-30T04:00:00Z 2026-03-30T12:00:00Z standard", "2026-03-30T12:00:00Z 2026-03-31T00:00:00Z none");
	}

	@Test
	void aSpanInOneWindowIsOneSpan() {
		assertThat(between("2026-03-05T22:00:00Z", "2026-03-05T23:00:00Z", List.of(this.one)))
			.containsExactly("2026-03-05T22:00:00Z 2026-03-05T23:00:00Z night");
	}

	@Test
	void anotherRowOfTheSameRatesIsAnotherSpan() {
		assertThat(between("2026-03-14T00:00:00Z", "2026-03-16T00:00:00Z", List.of(this.old))).containsExactly(
				"2026-03-14T00:00:00Z 2026-03-15T00:00:00Z standard",
				"2026-03-15T00:00:00Z 2026-03-16T00:00:00Z standard");
	}

	@Test
	void whatTheFirstNameDoesNotPriceTheNextOneDoes() {
		List<PriceSpan> eras = this.prices.eras(List.of(this.one, this.old));
		assertThat(eras).extracting((span) -> span.from() + " " + span.until() + " " + model(span))
			.containsExactly("2026-01-01T00:00:00Z 2026-03-01T00:00:00Z acme/old",
					"2026-03-01T00:00:00Z 2026-03-30T12:00:00Z acme/one", "2026-03-30T12:00:00Z null acme/old");
		assertThat(this.prices.eras(List.of(new CalledModel(new UpstreamModel("acme", "none"), "openai", null))))
			.isEmpty();
	}

	private List<String> between(String from, String until, List<CalledModel> called) {
		return this.prices.spans(called, Instant.parse(from), Instant.parse(until))
			.stream()
			.map((span) -> span.from() + " " + span.until() + " " + window(span))
			.toList();
	}

	private static String window(PriceSpan span) {
		Price price = span.price();
		return (price != null) ? price.window() : "none";
	}

	private static String model(PriceSpan span) {
		Price price = span.price();
		return (price != null) ? price.row().model().toString() : "none";
	}

}
