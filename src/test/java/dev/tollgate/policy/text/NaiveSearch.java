package dev.tollgate.policy.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Tries every place and every length with the JDK's own expressions: slow, and too simple
 * to be wrong.
 */
final class NaiveSearch {

	private NaiveSearch() {
	}

	static Pattern expression(String expression) {
		return Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.UNIX_LINES);
	}

	static Pattern word(String word) {
		return Pattern.compile(Pattern.quote(word), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
	}

	static String mask(List<Pattern> patterns, String text, Replacement replacement) {
		StringBuilder out = new StringBuilder();
		int at = 0;
		while (at < text.length()) {
			int end = longest(patterns, text, at);
			if (end > at) {
				out.append(replacement.replace("any", text.substring(at, end)));
			}
			else {
				end = at + Character.charCount(text.codePointAt(at));
				out.append(text, at, end);
			}
			at = end;
		}
		return out.toString();
	}

	private static int longest(List<Pattern> patterns, String text, int from) {
		for (int end = text.length(); end > from; end--) {
			boolean cutsCharacter = end < text.length()
					&& Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
			int to = end;
			if (!cutsCharacter && patterns.stream().anyMatch((pattern) -> matches(pattern, text, from, to))) {
				return end;
			}
		}
		return -1;
	}

	private static boolean matches(Pattern pattern, String text, int from, int to) {
		return pattern.matcher(text).region(from, to).useTransparentBounds(true).useAnchoringBounds(false).matches();
	}

}
