package dev.tollgate.chat;

import java.util.Locale;

/**
 * The kinds of tokens that are priced apart; each token of an answer belongs to exactly
 * one.
 */
public enum TokenType {

	/** Text that was sent, and whatever was sent that has no rate of its own. */
	INPUT,

	/** Text that the provider had in its prompt cache. */
	CACHED_INPUT,

	/** Text that the provider wrote to its prompt cache. */
	CACHE_WRITE,

	/** Audio that was sent. */
	AUDIO_INPUT,

	/** Audio that the provider had in its prompt cache. */
	CACHED_AUDIO_INPUT,

	/** Pictures that were sent. */
	IMAGE_INPUT,

	/** Video that was sent. */
	VIDEO_INPUT,

	/** Text that was answered. */
	OUTPUT,

	/** Thoughts that preceded the answer. */
	REASONING,

	/** Audio that was answered. */
	AUDIO_OUTPUT,

	/** Pictures that were answered. */
	IMAGE_OUTPUT;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in JSON and in metrics, for instance {@code cached_input}.
	 * @return the name in snake case
	 */
	public String label() {
		return this.label;
	}

}
