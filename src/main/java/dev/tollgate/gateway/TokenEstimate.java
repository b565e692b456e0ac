package dev.tollgate.gateway;

import dev.tollgate.chat.TokenUsage;

/**
 * The tokens of a call whose provider did not report them.
 */
final class TokenEstimate {

	/**
	 * Providers' own rule of thumb for English: platform.openai.com and ai.google.dev say
	 * four.
	 */
	private static final int BYTES_PER_TOKEN = 4;

	private TokenEstimate() {
	}

	/**
	 * Estimates from the bytes of text that passed; media are left out.
	 */
	static TokenUsage of(long sentBytes, long answeredBytes) {
		return TokenUsage.text(Math.max(1, sentBytes / BYTES_PER_TOKEN),
				(answeredBytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
	}

}
