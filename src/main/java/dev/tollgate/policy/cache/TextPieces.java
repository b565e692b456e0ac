package dev.tollgate.policy.cache;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text cut like that of a stream: a few words at a time, each with the space before it,
 * and nothing that is read as one character in two.
 */
final class TextPieces {

	private static final int WORDS = 3;

	/** Text without spaces is cut after about as many chars. */
	private static final int LONGEST = 48;

	/** No character that is read as one has so many chars unless it is meant to harm. */
	private static final int WINDOW = 256;

	private TextPieces() {
	}

	static List<String> of(String text) {
		List<String> pieces = new ArrayList<>(text.length() / 16 + 1);
		int at = 0;
		while (at < text.length()) {
			int end = end(text, at);
			pieces.add(text.substring(at, end));
			at = end;
		}
		return pieces;
	}

	private static int end(String text, int from) {
		int limit = Math.min(text.length(), from + LONGEST);
		int words = 0;
		int last = 0;
		for (int i = from + 1; i < limit; i++) {
			if (text.charAt(i) == ' ' && text.charAt(i - 1) != ' ') {
				last = i;
				if (++words == WORDS) {
					return i;
				}
			}
		}
		if (limit == text.length()) {
			return limit;
		}
		return (last > 0) ? last : boundary(text, from, limit);
	}

	private static int boundary(String text, int from, int limit) {
		String window = text.substring(from, Math.min(text.length(), from + WINDOW));
		BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
		characters.setText(window);
		int before = characters.preceding(limit - from + 1);
		int end = from + ((before > 0) ? before : window.length());
		boolean splits = end < text.length() && Character.isLowSurrogate(text.charAt(end))
				&& Character.isHighSurrogate(text.charAt(end - 1));
		return splits ? end + 1 : end;
	}

}
