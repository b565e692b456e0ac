package dev.tollgate.routing;

import java.util.Locale;

import dev.tollgate.chat.Protocol;

/**
 * What a request may need of a model that not every model has.
 */
public enum Capability {

	/** Pictures are among its input. */
	IMAGE("image input"),

	/** Sounds are among its input. */
	AUDIO("audio input"),

	/** Films are among its input. */
	VIDEO("video input"),

	/** Documents are among its input. */
	FILE("file input"),

	/** It names functions that the model may call. */
	TOOLS("tools"),

	/** The answer is to follow a JSON schema. */
	JSON_SCHEMA("JSON schemas");

	private final String words;

	Capability(String words) {
		this.words = words;
	}

	/**
	 * The name in queries and reports.
	 * @return for instance {@code json_schema}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** How a sentence names it. */
	String words() {
		return this.words;
	}

	/** The field of a request that needs it. */
	String param(Protocol protocol) {
		boolean gemini = protocol == Protocol.GEMINI;
		return switch (this) {
			case TOOLS -> "tools";
			case JSON_SCHEMA -> gemini ? "generationConfig.responseSchema" : "response_format";
			default -> gemini ? "contents" : "messages";
		};
	}

}
