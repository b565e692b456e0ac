package dev.tollgate.pricing;

import java.time.Instant;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.UpstreamModel;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class CeilingTests {

	private static final PriceList PRICES = PriceList.load(new ClassPathResource("prices.yml"));

	@Test
	void theDearestWindowCountsWhateverTheHour() {
		// standard 0.15 and 0.60, peak 0.30 and 1.20
		assertThat(ceiling("deepseek", "deepseek-flash", "2026-11-22T12:00:00Z", 1_000_000, 1_000_000))
			.isEqualTo("1.5");
	}

	@Test
	void thePriceThatBeginsDuringTheCallCounts() {
		// deepseek-v4-flash at its peak cost 0.44 and 1.32 until 04:00, and 0.30 and 1.20
		// since
		assertThat(ceiling("deepseek", "deepseek-v4-flash", "2026-09-10T03:59:00Z", 1_000_000, 0)).isEqualTo("0.44");
		// deepseek-chat cost 0.27 before it cost 0.56
		assertThat(ceiling("deepseek", "deepseek-chat", "2025-09-05T15:59:00Z", 1_000_000, 0)).isEqualTo("0.56");
	}

	@Test
	void whatHasNoPriceHasNoCeiling() {
		Instant at = Instant.parse("2026-11-22T12:00:00Z");
		assertThat(PRICES.ceiling(called("openai", "gpt-99"), at, at, 1, 1)).isEmpty();
	}

	@Test
	void noWindowTierOrKindOfTokensCostsMore() {
		for (PriceRow row : PRICES.rows()) {
			Price price = row.price(row.from());
			Ceiling ceiling = Ceiling.of(row);
			for (String tier : row.serviceTiers().keySet()) {
				Rates rates = price.rates(Long.MAX_VALUE, tier);
				assertThat(ceiling.input()).isGreaterThanOrEqualTo(rates.amount(TokenType.AUDIO_INPUT, 1));
				assertThat(ceiling.output()).isGreaterThanOrEqualTo(rates.amount(TokenType.IMAGE_OUTPUT, 1));
			}
		}
	}

	private static String ceiling(String provider, String model, String at, long input, long output) {
		Instant start = Instant.parse(at);
		return PRICES.ceiling(called(provider, model), start, start.plusSeconds(3600), input, output)
			.orElseThrow()
			.toPlainString();
	}

	private static CalledModel called(String provider, String model) {
		return new CalledModel(new UpstreamModel(provider, model), provider, null);
	}

}
