package dev.tollgate.admin;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import dev.tollgate.chat.TokenUsage;

/**
 * The counts of {@link TokenUsage} as reports name them; they contain each other as they
 * do there.
 */
enum TokenCount {

	INPUT(TokenUsage::input), CACHED_INPUT(TokenUsage::cachedInput), CACHE_WRITE(TokenUsage::cacheWrite),
	OUTPUT(TokenUsage::output), REASONING(TokenUsage::reasoning), AUDIO_INPUT(TokenUsage::audioInput),
	CACHED_AUDIO_INPUT(TokenUsage::cachedAudioInput), IMAGE_INPUT(TokenUsage::imageInput),
	VIDEO_INPUT(TokenUsage::videoInput), AUDIO_OUTPUT(TokenUsage::audioOutput), IMAGE_OUTPUT(TokenUsage::imageOutput);

	private final String label = name().toLowerCase(Locale.ROOT);

	private final ToLongFunction<TokenUsage> count;

	TokenCount(ToLongFunction<TokenUsage> count) {
		this.count = count;
	}

	String label() {
		return this.label;
	}

	long of(TokenUsage usage) {
		return this.count.applyAsLong(usage);
	}

	/** The counts of some usage: input and output always, the others where they count. */
	static Map<String, Long> counts(Iterable<TokenUsage> usages) {
		Map<String, Long> counts = new LinkedHashMap<>();
		for (TokenCount count : values()) {
			long sum = sum(count, usages);
			if (sum > 0 || count == INPUT || count == OUTPUT) {
				counts.put(count.label, sum);
			}
		}
		return counts;
	}

	static long sum(TokenCount count, Iterable<TokenUsage> usages) {
		long sum = 0;
		for (TokenUsage usage : usages) {
			sum = Math.addExact(sum, count.of(usage));
		}
		return sum;
	}

}
