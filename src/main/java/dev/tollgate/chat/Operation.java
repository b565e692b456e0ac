package dev.tollgate.chat;

/**
 * What a call asks a model to do.
 */
public enum Operation {

	/** To go on with a conversation. */
	CHAT("chat"),

	/** To go on with a text, or to fill in its middle. */
	COMPLETION("text_completion"),

	/** To say in numbers what texts mean. */
	EMBEDDINGS("embeddings"),

	/** To say how many tokens a request has; free of charge. */
	COUNT_TOKENS("count_tokens");

	private final String label;

	Operation(String label) {
		this.label = label;
	}

	/**
	 * The name in metrics and traces, OpenTelemetry's where it has one.
	 * @return the value of {@code gen_ai.operation.name}
	 */
	public String label() {
		return this.label;
	}

}
