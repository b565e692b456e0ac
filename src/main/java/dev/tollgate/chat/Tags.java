package dev.tollgate.chat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.tollgate.chat.GatewayException.InvalidRequest;

/**
 * What a caller wants a request's cost to be reported under, for instance
 * {@code project=apollo,stage=test}.
 *
 * @param values the tags by name, in the order of their names
 */
public record Tags(SortedMap<String, String> values) {

	/** No tag. */
	public static final Tags NONE = new Tags(new TreeMap<>());

	/** The header that carries them. */
	public static final String HEADER = "x-tollgate-tags";

	private static final int MAX_TAGS = 10;

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

	private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e&&[^,=\"\\\\]]{1,128}");

	/**
	 * Reads tags.
	 * @param text {@code name=value}, separated by commas; spaces around them are ignored
	 * @return the tags
	 * @throws InvalidRequest if the text is not of that form, or names a tag twice
	 */
	public static Tags parse(String text) {
		SortedMap<String, String> values = new TreeMap<>();
		for (String part : text.split(",", -1)) {
			String tag = part.trim();
			int equals = tag.indexOf('=');
			boolean valid = equals > 0 && NAME.matcher(tag.substring(0, equals)).matches()
					&& VALUE.matcher(tag.substring(equals + 1)).matches();
			if (!valid || values.put(tag.substring(0, equals), tag.substring(equals + 1)) != null) {
				throw invalid("must be name=value, separated by commas, no name twice; names of up to 64 letters, "
						+ "digits, '_', '.' and '-', values of up to 128 printable characters");
			}
		}
		if (values.size() > MAX_TAGS) {
			throw invalid("must not name more than " + MAX_TAGS + " tags");
		}
		return new Tags(values);
	}

	private static InvalidRequest invalid(String message) {
		return new InvalidRequest("The header '" + HEADER + "' " + message, "invalid_value", HEADER);
	}

	/**
	 * Reads what {@link #toString()} wrote.
	 * @param text the text, empty for no tag
	 * @return the tags
	 */
	public static Tags stored(String text) {
		return text.isEmpty() ? NONE : parse(text);
	}

	/**
	 * The tags in the form in which they are sent and stored, ordered by name.
	 * @return for instance {@code project=apollo,stage=test}, empty for no tag
	 */
	@Override
	public String toString() {
		if (this.values.isEmpty()) {
			return "";
		}
		StringBuilder text = new StringBuilder();
		for (Map.Entry<String, String> tag : this.values.entrySet()) {
			text.append(text.isEmpty() ? "" : ",").append(tag.getKey()).append('=').append(tag.getValue());
		}
		return text.toString();
	}

}
