package dev.tollgate.chat;

/**
 * The protocols that callers speak.
 */
public enum Protocol {

	/** OpenAI's chat completions, text completions and embeddings. */
	OPENAI,

	/** Gemini's own {@code generateContent} and {@code embedContent}. */
	GEMINI

}
