package dev.tollgate.chat;

/**
 * The tokens of one answer, in sums that contain each other: {@code input} includes
 * cached, written, audio, picture and video tokens; {@code output} includes reasoning,
 * audio and picture tokens; {@code cachedAudioInput} is part of both {@code cachedInput}
 * and {@code audioInput}.
 *
 * @param input all tokens that were sent
 * @param cachedInput those of them that the provider's prompt cache held
 * @param cacheWrite those of them that the provider wrote to its prompt cache
 * @param audioInput those of them that stand for audio
 * @param cachedAudioInput those of them that stand for audio and were cached
 * @param imageInput those of them that stand for pictures
 * @param videoInput those of them that stand for video
 * @param output all tokens that were answered
 * @param reasoning those of them that were thoughts
 * @param audioOutput those of them that stand for audio
 * @param imageOutput those of them that stand for pictures
 */
public record TokenUsage(long input, long cachedInput, long cacheWrite, long audioInput, long cachedAudioInput,
		long imageInput, long videoInput, long output, long reasoning, long audioOutput, long imageOutput) {

	/** No token at all. */
	public static final TokenUsage NONE = text(0, 0);

	public TokenUsage {
		if ((input | cachedInput | cacheWrite | audioInput | cachedAudioInput | imageInput | videoInput | output
				| reasoning | audioOutput | imageOutput) < 0) {
			throw new IllegalArgumentException("Token counts must not be negative");
		}
	}

	/**
	 * Usage of plain text, nothing of it cached.
	 * @param input the tokens that were sent
	 * @param output the tokens that were answered
	 * @return the usage
	 */
	public static TokenUsage text(long input, long output) {
		return new TokenUsage(input, 0, 0, 0, 0, 0, 0, output, 0, 0, 0);
	}

	/**
	 * All tokens, sent and answered.
	 * @return the sum of input and output
	 */
	public long total() {
		return this.input + this.output;
	}

}
