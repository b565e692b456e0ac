package dev.tollgate.chat;

/**
 * The protocols that callers speak.
 */
public enum Protocol {

	/** OpenAI's chat completions and text completions. */
	OPENAI,

	/** Gemini's own {@code generateContent}. */
	GEMINI

}
