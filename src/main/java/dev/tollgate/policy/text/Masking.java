package dev.tollgate.policy.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The personal data of one request and the placeholders that stand for it. For one thread
 * at a time; it holds what was masked, so it must not outlive its request.
 */
public final class Masking {

	private final PersonalData personalData;

	private final Map<String, Integer> counts = new HashMap<>();

	/** By label and value, since a value may be of two kinds. */
	private final Map<String, Map<String, String>> placeholders = new HashMap<>();

	/** By placeholder, without its brackets. */
	private final Map<String, String> values = new HashMap<>();

	Masking(PersonalData personalData) {
		this.personalData = personalData;
	}

	/**
	 * Replaces personal data by placeholders such as {@code [EMAIL_1]}, the same value by
	 * the same placeholder throughout the request. A text that looks like a placeholder
	 * is replaced, too, so that each is restored to what it was.
	 * @param text a text of the caller, decoded: not the source of a JSON string
	 * @return the text without personal data; the same instance if there was none
	 */
	public String mask(String text) {
		return this.personalData.data().apply(text, this::placeholder);
	}

	/**
	 * Masks a text that comes in pieces.
	 * @return a cursor for one text
	 */
	public TextCursor masking() {
		return this.personalData.data().cursor(this::placeholder);
	}

	/**
	 * Puts the values back in the place of their placeholders, which may have changed
	 * their case or been escaped for Markdown. Placeholders that the request didn't make
	 * stay what they are.
	 * @param text the answer's text
	 * @return the text with values
	 */
	public String restore(String text) {
		return this.personalData.placeholders().apply(text, restoring(UnaryOperator.identity()));
	}

	/**
	 * Restores a text that comes in pieces.
	 * @return a cursor for one text
	 */
	public TextCursor restoring() {
		return this.personalData.placeholders().cursor(restoring(UnaryOperator.identity()));
	}

	/**
	 * Restores the source of a JSON text, a tool call's arguments for instance: the
	 * values are escaped for the strings that they are in.
	 * @param json the source
	 * @return the source with values
	 */
	public String restoreJson(String json) {
		return this.personalData.placeholders().apply(json, restoring(Masking::escaped));
	}

	/**
	 * Restores the source of a JSON text that comes in pieces.
	 * @return a cursor for one text
	 */
	public TextCursor restoringJson() {
		return this.personalData.placeholders().cursor(restoring(Masking::escaped));
	}

	/**
	 * Whether there is nothing to restore.
	 * @return true if nothing was masked so far
	 */
	public boolean isEmpty() {
		return this.values.isEmpty();
	}

	private String placeholder(String pattern, String value) {
		String label = PersonalData.label(pattern);
		return this.placeholders.computeIfAbsent(label, (_) -> new HashMap<>()).computeIfAbsent(value, (_) -> {
			String name = label + "_" + this.counts.merge(label, 1, Integer::sum);
			this.values.put(name, value);
			return "[" + name + "]";
		});
	}

	private Replacement restoring(UnaryOperator<String> escape) {
		return (_, found) -> {
			String name = found.replace("\\", "").toUpperCase(Locale.ROOT);
			String value = this.values.get(name.substring(1, name.length() - 1));
			return (value != null) ? escape.apply(value) : found;
		};
	}

	private static String escaped(String value) {
		StringBuilder escaped = new StringBuilder(value.length() + 8);
		for (char next : value.toCharArray()) {
			if (next == '"' || next == '\\') {
				escaped.append('\\').append(next);
			}
			else if (next < ' ') {
				escaped.append(String.format("\\u%04x", (int) next));
			}
			else {
				escaped.append(next);
			}
		}
		return escaped.toString();
	}

}
