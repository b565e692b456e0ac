package dev.tollgate.pricing;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RateFallbackTests {

	private static final TokenUsage EVERY_KIND = new TokenUsage(110, 30, 40, 20, 10, 5, 5, 100, 10, 20, 30);

	private static final String NOON = "2026-01-01T12:00:00Z";

	private static final String NIGHT = "2026-01-01T22:00:00Z";

	@Test
	void whatHasNoRateOfItsOwnIsBilledAsInputOrOutput() {
		assertThat(lines(NOON, EVERY_KIND, null, "input: 1, output: 2", "")).containsExactly("INPUT 110 * 1 = 0.00011",
				"OUTPUT 100 * 2 = 0.0002");
	}

	@Test
	void whatHasARateOfItsOwnIsBilledAtIt() {
		assertThat(lines(NOON, EVERY_KIND, null,
				"input: 1, output: 2, cached-input: 3, cache-write: 4, audio-input: 5, cached-audio-input: 6,"
						+ " image-input: 7, video-input: 8, reasoning: 9, audio-output: 10, image-output: 11",
				""))
			.containsExactly("INPUT 20 * 1 = 0.00002", "CACHED_INPUT 20 * 3 = 0.00006", "CACHE_WRITE 40 * 4 = 0.00016",
					"AUDIO_INPUT 10 * 5 = 0.00005", "CACHED_AUDIO_INPUT 10 * 6 = 0.00006",
					"IMAGE_INPUT 5 * 7 = 0.000035", "VIDEO_INPUT 5 * 8 = 0.00004", "OUTPUT 40 * 2 = 0.00008",
					"REASONING 10 * 9 = 0.00009", "AUDIO_OUTPUT 20 * 10 = 0.0002", "IMAGE_OUTPUT 30 * 11 = 0.00033");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			cached-input: 3, audio-input: 5 ; CACHED_INPUT 10 * 3 = 0.00003
			audio-input: 5                  ; AUDIO_INPUT 10 * 5 = 0.00005
			cached-input: 3                 ; CACHED_INPUT 10 * 3 = 0.00003
			image-input: 7                  ; INPUT 10 * 1 = 0.00001
			""")
	void cachedAudioFallsBackToCachedInputThenAudioThenInput(String rates, String line) {
		TokenUsage usage = new TokenUsage(10, 10, 0, 10, 10, 0, 0, 0, 0, 0, 0);
		assertThat(lines(NOON, usage, null, "input: 1, output: 2, " + rates, "")).containsExactly(line);
	}

	@Test
	void theRateThatAWindowOrTierDoesNotNameIsTheRows() {
		String more = """
				    windows:
				      - { name: night, zone: UTC, hours: ["20:00/23:00"], per-million: { output: "1" } }
				    above:
				      - { input-tokens: 500, per-million: { input: 30 } }
				      - { input-tokens: 100, per-million: { cached-input: 20 } }
				    service-tiers: { flex: { cached-input: 0.1 } }
				""";
		String rates = "input: 3, cached-input: 1.5, output: 6";
		TokenUsage usage = Prices.cached(100, 50, 10);
		assertThat(lines(NOON, usage, null, rates, more)).containsExactly("INPUT 50 * 3 = 0.00015",
				"CACHED_INPUT 50 * 1.5 = 0.000075", "OUTPUT 10 * 6 = 0.00006");
		assertThat(lines(NIGHT, usage, null, rates, more)).containsExactly("INPUT 50 * 3 = 0.00015",
				"CACHED_INPUT 50 * 1.5 = 0.000075", "OUTPUT 10 * 1 = 0.00001");
		assertThat(lines(NIGHT, usage, "flex", rates, more)).containsExactly("INPUT 50 * 3 = 0.00015",
				"CACHED_INPUT 50 * 0.1 = 0.000005", "OUTPUT 10 * 1 = 0.00001");
		assertThat(lines(NIGHT, Prices.cached(101, 51, 10), null, rates, more))
			.containsExactly("INPUT 50 * 3 = 0.00015", "CACHED_INPUT 51 * 20 = 0.00102", "OUTPUT 10 * 1 = 0.00001");
		assertThat(lines(NOON, Prices.cached(501, 1, 0), null, rates, more)).containsExactly("INPUT 500 * 30 = 0.015",
				"CACHED_INPUT 1 * 1.5 = 0.0000015");
	}

	@Test
	void aFeePerRequestIsAddedOnce() {
		Price price = Prices.at(list("input: 1, output: 2", "    per-request: \"0.01\"\n"), "p/m", NOON);
		Cost cost = price.cost(TokenUsage.text(1, 1), null);
		assertThat(cost.total()).hasToString("0.010003");
		assertThat(cost.perRequest()).hasToString("0.01");
		assertThat(cost.lines()).hasSize(2);
		assertThat(price.rates().perRequest()).contains(Usd.of("0.01"));
	}

	@Test
	void theRatesThatAreShownAreThoseOfTheOpenWindow() {
		PriceList list = list("input: 3, output: \"6.50\"", """
				    windows:
				      - { name: night, zone: UTC, hours: ["20:00/23:00"], per-million: { output: "1.000001" } }
				""");
		assertThat(Prices.at(list, "p/m", NOON).rates()).hasToString("{INPUT=3, OUTPUT=6.5}");
		assertThat(Prices.at(list, "p/m", NIGHT).rates()).hasToString("{INPUT=3, OUTPUT=1.000001}");
	}

	private static List<String> lines(String at, TokenUsage usage, @Nullable String tier, String rates, String more) {
		Price price = list(rates, more).at(Prices.model("p/m"), Instant.parse(at)).orElseThrow();
		return price.cost(usage, tier).lines().stream().map(CostTests::text).toList();
	}

	private static PriceList list(String rates, String more) {
		return Prices
			.list("prices:\n" + Prices.row("2026-01-01T00:00:00Z", "    per-million: { " + rates + " }\n" + more));
	}

}
