package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Random;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenSplitTests {

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					# input, cached, write, audio, cachedAudio, image, video  -> in, cached, write, audio, cachedAudio, image, video
					100, 30, 10, 0, 0, 0, 0,       60, 30, 10, 0, 0, 0, 0
					100, 200, 10, 0, 0, 0, 0,      0, 100, 0, 0, 0, 0, 0
					100, 0, 200, 0, 0, 0, 0,       0, 0, 100, 0, 0, 0, 0
					100, 60, 0, 40, 20, 0, 0,      20, 40, 0, 20, 20, 0, 0
					100, 60, 0, 40, 90, 0, 0,      40, 20, 0, 0, 40, 0, 0
					100, 10, 0, 40, 20, 0, 0,      60, 0, 0, 30, 10, 0, 0
					100, 50, 0, 0, 0, 70, 10,      0, 50, 0, 0, 0, 40, 10
					100, 95, 0, 0, 0, 70, 10,      0, 95, 0, 0, 0, 0, 5
					100, 95, 0, 30, 0, 40, 10,     0, 70, 0, 5, 25, 0, 0
					100, 0, 0, 70, 0, 70, 70,      0, 0, 0, 70, 0, 30, 0
					0, 9, 9, 9, 9, 9, 9,           0, 0, 0, 0, 0, 0, 0
					""")
	void inputIsCountedOnce(long input, long cached, long write, long audio, long cachedAudio, long image, long video,
			long in, long cachedIn, long written, long audioIn, long cachedAudioIn, long imageIn, long videoIn) {
		TokenSplit split = TokenSplit
			.of(new TokenUsage(input, cached, write, audio, cachedAudio, image, video, 0, 0, 0, 0));
		assertThat(split.tokens(TokenType.INPUT)).isEqualTo(in);
		assertThat(split.tokens(TokenType.CACHED_INPUT)).isEqualTo(cachedIn);
		assertThat(split.tokens(TokenType.CACHE_WRITE)).isEqualTo(written);
		assertThat(split.tokens(TokenType.AUDIO_INPUT)).isEqualTo(audioIn);
		assertThat(split.tokens(TokenType.CACHED_AUDIO_INPUT)).isEqualTo(cachedAudioIn);
		assertThat(split.tokens(TokenType.IMAGE_INPUT)).isEqualTo(imageIn);
		assertThat(split.tokens(TokenType.VIDEO_INPUT)).isEqualTo(videoIn);
	}

	@ParameterizedTest
	@CsvSource({ "100, 30, 20, 10, 40, 30, 20, 10", "100, 200, 0, 0, 0, 100, 0, 0", "100, 80, 60, 60, 0, 0, 60, 40" })
	void outputIsCountedOnce(long output, long reasoning, long audio, long image, long out, long thoughts,
			long audioOut, long imageOut) {
		TokenSplit split = TokenSplit.of(new TokenUsage(0, 0, 0, 0, 0, 0, 0, output, reasoning, audio, image));
		assertThat(split.tokens(TokenType.OUTPUT)).isEqualTo(out);
		assertThat(split.tokens(TokenType.REASONING)).isEqualTo(thoughts);
		assertThat(split.tokens(TokenType.AUDIO_OUTPUT)).isEqualTo(audioOut);
		assertThat(split.tokens(TokenType.IMAGE_OUTPUT)).isEqualTo(imageOut);
	}

	@Test
	void noUsageHoweverContradictoryIsLostOrBilledTwice() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Price[] prices = { Prices.real("gemini/gemini-2.0-flash", "2026-01-01T00:00:00Z"),
				Prices.real("openai/gpt-6-sol", "2026-11-23T00:00:00Z"),
				Prices.real("openai/gpt-4o-audio-preview", "2026-11-23T00:00:00Z"),
				Prices.real("deepseek/deepseek-chat", "2025-03-01T20:00:00Z") };
		String[] tiers = { "default", "flex", "priority" };
		for (int i = 0; i < 100_000; i++) {
			TokenUsage usage = usage(random);
			Cost cost = prices[i % prices.length].cost(usage, tiers[i % tiers.length]);
			long tokens = 0;
			Usd total = cost.perRequest();
			for (Cost.Line line : cost.lines()) {
				assertThat(line.tokens()).as("%s, seed %d", usage, seed).isPositive();
				assertThat(line.amount().toBigDecimal()).as("%s, seed %d", usage, seed)
					.isEqualByComparingTo(line.usdPerMillion()
						.toBigDecimal()
						.movePointLeft(6)
						.multiply(BigDecimal.valueOf(line.tokens())));
				tokens += line.tokens();
				total = total.plus(line.amount());
			}
			assertThat(tokens).as("%s, seed %d", usage, seed).isEqualTo(usage.input() + usage.output());
			assertThat(cost.total()).as("%s, seed %d", usage, seed).isEqualTo(total);
			assertThat(cost.lines().stream().map(Cost.Line::type).distinct().count()).isEqualTo(cost.lines().size());
			assertThat(cost.savedByCache().pico()).isNotNegative();
			assertThat(cost.savedByWindow().pico()).isNotNegative();
		}
	}

	private static TokenUsage usage(Random random) {
		return new TokenUsage(count(random), count(random), count(random), count(random), count(random), count(random),
				count(random), count(random), count(random), count(random), count(random));
	}

	private static long count(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> 0;
			case 1 -> random.nextInt(20);
			case 2 -> random.nextInt(1_000_000);
			default -> random.nextInt(400_000);
		};
	}

}
