package dev.tollgate.pricing;

import java.util.List;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CostTests {

	private static final String NOW = "2026-11-23T12:00:00Z";

	@ParameterizedTest
	@CsvSource(textBlock = """
			openai/gpt-4.5-preview,        1000000, 0, 1000000, 225
			openai/gpt-4.5-preview,        1000000, 1000000, 0, 37.5
			openai/gpt-4o,                 1000000, 0, 1000000, 12.5
			openai/gpt-4o,                 19, 0, 10, 0.0001475
			openai/gpt-4o,                 1, 1, 0, 0.00000125
			openai/gpt-4o-2024-05-13,      1000000, 0, 1000000, 20
			openai/gpt-4o-mini,            1000000, 0, 1000000, 0.75
			openai/gpt-4o-mini,            1, 1, 0, 0.000000075
			openai/gpt-4-turbo,            1000000, 500000, 1000000, 40
			openai/o1,                     1000000, 0, 1000000, 75
			openai/o1,                     1000000, 1000000, 0, 7.5
			openai/o3-mini,                1000000, 0, 1000000, 5.5
			openai/o3-mini,                1000000, 1000000, 0, 0.55
			openai/o1-mini,                1000000, 0, 1000000, 5.5
			gemini/gemini-2.0-flash,       1000000, 0, 1000000, 0.5
			gemini/gemini-2.0-flash,       1000000, 1000000, 0, 0.025
			gemini/gemini-2.0-flash-lite,  1000000, 0, 1000000, 0.375
			gemini/gemini-2.0-flash-lite,  1, 1, 0, 0.00000001875
			gemini/gemini-2.5-pro,         200000, 0, 0, 0.25
			gemini/gemini-2.5-pro,         200001, 0, 0, 0.5000025
			gemini/gemini-2.5-pro,         200001, 200001, 1000000, 15.05000025
			openai/text-embedding-3-small, 1000000, 0, 0, 0.02
			openai/text-embedding-3-large, 1, 0, 0, 0.00000013
			deepseek/deepseek-flash,       1000000, 1000000, 1, 0.0030006
			""")
	void tokensCostTheModelsRates(String model, long input, long cached, long output, String usd) {
		assertThat(Prices.cost(model, NOW, Prices.cached(input, cached, output), null)).isEqualTo(usd);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2025-03-01T12:00:00Z, deepseek-chat,     1.44, 0,    0.2
			2025-03-01T20:00:00Z, deepseek-chat,     0.72, 0.72, 0.1
			2025-03-01T12:00:00Z, deepseek-reasoner, 2.88, 0,    0.41
			2025-03-01T20:00:00Z, deepseek-reasoner, 0.72, 2.16, 0.1
			""")
	void theLecturesDiscountIsExact(String at, String model, String usd, String savedByWindow, String savedByCache) {
		Cost cost = Prices.real("deepseek/" + model, at).cost(Prices.cached(2_000_000, 1_000_000, 1_000_000), null);
		assertThat(cost.total()).hasToString(usd);
		assertThat(cost.savedByWindow()).hasToString(savedByWindow);
		assertThat(cost.savedByCache()).hasToString(savedByCache);
	}

	@ParameterizedTest
	@CsvSource({ "272000, 1.66", "272001, 3.17001", "0, 0.3" })
	void aLongContextSwitchesTheWholeRequestStrictlyAboveItsLimit(long input, String usd) {
		assertThat(Prices.cost("openai/gpt-5.5", NOW, TokenUsage.text(input, 10_000), null)).isEqualTo(usd);
	}

	@ParameterizedTest
	@CsvSource({ ",      100000, 0.8", "default, 100000, 0.8", "unheard-of, 100000, 0.8", "flex, 100000, 0.4",
			"FLEX, 100000, 0.4", "priority, 100000, 1.6", "fast, 100000, 1.6", "flex, 272001, 1.585005",
			"priority, 272001, 6.34002" })
	void theServiceTierThatRanIsBilledAlsoInALongContext(String tier, long input, String usd) {
		assertThat(Prices.cost("openai/gpt-5.5", NOW, TokenUsage.text(input, 10_000), tier)).isEqualTo(usd);
	}

	@Test
	void writingToTheCacheHasItsOwnRateFromGpt56() {
		TokenUsage usage = new TokenUsage(1_000, 200, 300, 0, 0, 0, 0, 0, 0, 0, 0);
		assertThat(lines("openai/gpt-6-sol", usage)).containsExactly("INPUT 500 * 2 = 0.001",
				"CACHED_INPUT 200 * 0.2 = 0.00004", "CACHE_WRITE 300 * 2.5 = 0.00075");
		assertThat(lines("openai/gpt-5.5", usage)).containsExactly("INPUT 800 * 5 = 0.004",
				"CACHED_INPUT 200 * 0.5 = 0.0001");
	}

	@Test
	void audioAndItsCachedPartArePricedAsTheirOwnKind() {
		TokenUsage usage = new TokenUsage(1_000, 300, 0, 400, 100, 50, 25, 10, 4, 0, 0);
		assertThat(lines("gemini/gemini-2.0-flash", usage)).containsExactly("INPUT 400 * 0.1 = 0.00004",
				"CACHED_INPUT 200 * 0.025 = 0.000005", "AUDIO_INPUT 300 * 0.7 = 0.00021",
				"CACHED_AUDIO_INPUT 100 * 0.175 = 0.0000175", "OUTPUT 10 * 0.4 = 0.000004");
	}

	@Test
	void spokenAnswersArePricedAsAudio() {
		TokenUsage usage = new TokenUsage(100, 0, 0, 60, 0, 0, 0, 50, 0, 40, 0);
		assertThat(lines("openai/gpt-4o-audio-preview", usage)).containsExactly("INPUT 40 * 2.5 = 0.0001",
				"AUDIO_INPUT 60 * 40 = 0.0024", "OUTPUT 10 * 10 = 0.0001", "AUDIO_OUTPUT 40 * 80 = 0.0032");
	}

	@Test
	void whatTheCacheSavedIsTheDifferenceToTheFullRateOfItsKind() {
		TokenUsage usage = new TokenUsage(1_000, 300, 0, 400, 100, 0, 0, 10, 0, 0, 0);
		Cost cost = Prices.real("gemini/gemini-2.0-flash", NOW).cost(usage, null);
		assertThat(cost.savedByCache()).hasToString("0.0000675");
		assertThat(cost.savedByWindow()).isEqualTo(Usd.ZERO);
	}

	@Test
	void whatTheHourSavedIsTheDifferenceToTheDearestHour() {
		TokenUsage usage = Prices.cached(2_000_000, 1_000_000, 1_000_000);
		Cost offPeak = Prices.real("deepseek/deepseek-v4-pro", "2026-11-23T05:00:00Z").cost(usage, null);
		Cost peak = Prices.real("deepseek/deepseek-v4-pro", "2026-11-23T06:00:00Z").cost(usage, null);
		assertThat(offPeak.total()).hasToString("2.662");
		assertThat(offPeak.savedByWindow()).hasToString("2.662");
		assertThat(offPeak.savedByCache()).hasToString("0.638");
		assertThat(peak.total()).hasToString("5.324");
		assertThat(peak.savedByWindow()).hasToString("0");
	}

	@Test
	void noTokensCostNothing() {
		Cost cost = Prices.real("openai/gpt-4o", NOW).cost(TokenUsage.NONE, null);
		assertThat(cost).isEqualTo(new Cost(Usd.ZERO, List.of(), Usd.ZERO, Usd.ZERO, Usd.ZERO));
	}

	@Test
	void aCostThatCannotBeHeldIsRefusedRatherThanWrong() {
		Price price = Prices.real("openai/gpt-4o", NOW);
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> price.cost(TokenUsage.text(Long.MAX_VALUE, 0), null));
	}

	private static List<String> lines(String model, TokenUsage usage) {
		return Prices.real(model, NOW).cost(usage, null).lines().stream().map(CostTests::text).toList();
	}

	static String text(Cost.Line line) {
		return line.type() + " " + line.tokens() + " * " + line.usdPerMillion() + " = " + line.amount();
	}

	@Test
	void reasoningIsBilledAsOutput() {
		TokenUsage usage = new TokenUsage(0, 0, 0, 0, 0, 0, 0, 100, 90, 0, 0);
		assertThat(Prices.real("openai/o1", NOW).cost(usage, null).lines())
			.containsExactly(new Cost.Line(TokenType.OUTPUT, 100, Usd.of("60"), Usd.of("0.006")));
	}

}
