package dev.tollgate.wire;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one mapper, for the few values that are worth a tree.
 */
public final class Json {

	/** Reads and writes trees; immutable. */
	public static final JsonMapper MAPPER = JsonMapper.builder().build();

	/** The same, but numbers keep their digits: for what is written again as it came. */
	public static final JsonMapper EXACT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

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
