package dev.tollgate.pricing;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;

/**
 * The tokens of an answer, each counted once. Providers report sums that contain each
 * other and now and then contradict each other: what a part claims beyond its whole is
 * ignored, so that nothing is negative, billed twice or lost.
 */
@SuppressWarnings("EnumOrdinal") // an array is filled on every request
final class TokenSplit {

	private final long[] tokens = new long[TokenType.values().length];

	private TokenSplit() {
	}

	static TokenSplit of(TokenUsage usage) {
		TokenSplit split = new TokenSplit();
		split.splitInput(usage);
		split.splitOutput(usage);
		return split;
	}

	long tokens(TokenType type) {
		return this.tokens[type.ordinal()];
	}

	private void splitInput(TokenUsage usage) {
		set(TokenType.INPUT, usage.input());
		move(TokenType.INPUT, TokenType.AUDIO_INPUT, usage.audioInput());
		move(TokenType.INPUT, TokenType.IMAGE_INPUT, usage.imageInput());
		move(TokenType.INPUT, TokenType.VIDEO_INPUT, usage.videoInput());
		long cached = Math.min(usage.cachedInput(), usage.input());
		cached -= move(TokenType.AUDIO_INPUT, TokenType.CACHED_AUDIO_INPUT, Math.min(usage.cachedAudioInput(), cached));
		// not said of which kind: text first, and audio only where nothing else is left
		cached -= move(TokenType.INPUT, TokenType.CACHED_INPUT, cached);
		cached -= move(TokenType.IMAGE_INPUT, TokenType.CACHED_INPUT, cached);
		cached -= move(TokenType.VIDEO_INPUT, TokenType.CACHED_INPUT, cached);
		move(TokenType.AUDIO_INPUT, TokenType.CACHED_AUDIO_INPUT, cached);
		move(TokenType.INPUT, TokenType.CACHE_WRITE, usage.cacheWrite());
	}

	private void splitOutput(TokenUsage usage) {
		set(TokenType.OUTPUT, usage.output());
		move(TokenType.OUTPUT, TokenType.AUDIO_OUTPUT, usage.audioOutput());
		move(TokenType.OUTPUT, TokenType.IMAGE_OUTPUT, usage.imageOutput());
		move(TokenType.OUTPUT, TokenType.REASONING, usage.reasoning());
	}

	private void set(TokenType type, long count) {
		this.tokens[type.ordinal()] = count;
	}

	private long move(TokenType from, TokenType to, long wanted) {
		long moved = Math.min(wanted, tokens(from));
		this.tokens[from.ordinal()] -= moved;
		this.tokens[to.ordinal()] += moved;
		return moved;
	}

}
