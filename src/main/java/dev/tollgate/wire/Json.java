package dev.tollgate.wire;

import tools.jackson.databind.json.JsonMapper;

/**
 * The one mapper, for the few values that are worth a tree.
 */
public final class Json {

	/** Reads and writes trees; immutable. */
	public static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	/**
	 * Writes a string as JSON, with its quotes.
	 * @param text the text
	 * @return the JSON string
	 */
	public static String quote(String text) {
		return MAPPER.writeValueAsString(text);
	}

}
