package dev.tollgate.policy.text;

import java.util.List;

/**
 * Finds patterns in texts, however these are cut into pieces: of the matches that overlap
 * the one that begins first, and of those that begin together the longest. Made once, for
 * all threads and texts.
 */
public final class TextFilter {

	/** How many characters a cursor holds back at most, unless told otherwise. */
	public static final int DEFAULT_MAX_HELD = 1_024;

	private final Automaton automaton;

	private final int maxHeld;

	TextFilter(Automaton automaton, int maxHeld) {
		this.automaton = automaton;
		this.maxHeld = maxHeld;
	}

	/**
	 * Makes a filter that holds back at most {@link #DEFAULT_MAX_HELD} characters.
	 * @param patterns what to look for; where two find the same text the first is named
	 * @return the filter
	 */
	public static TextFilter of(List<? extends TextPattern> patterns) {
		return of(patterns, DEFAULT_MAX_HELD);
	}

	/**
	 * Makes a filter.
	 * @param patterns what to look for; where two find the same text the first is named
	 * @param maxHeld how many characters may be held back because they could be a part of
	 * a match. A text that could still be one when it is longer is treated as one, in
	 * pieces of this length: rather too much is replaced than anything let out
	 * @return the filter
	 */
	public static TextFilter of(List<? extends TextPattern> patterns, int maxHeld) {
		if (maxHeld < 1) {
			throw new IllegalArgumentException("maxHeld must be positive");
		}
		return new TextFilter(new Automaton(new ProgramWriter(List.copyOf(patterns)).writeAll()), maxHeld);
	}

	/**
	 * Begins a text.
	 * @param replacement what becomes of what is found
	 * @return the cursor, for one text and one thread at a time
	 */
	public TextCursor cursor(Replacement replacement) {
		return new TextCursor(this.automaton, this.maxHeld, replacement);
	}

	/**
	 * Filters a text that is there as a whole.
	 * @param text the text
	 * @param replacement what becomes of what is found
	 * @return the text without what was found; the same instance if nothing was; up to
	 * the first match that was refused
	 */
	public String apply(String text, Replacement replacement) {
		TextCursor cursor = cursor(replacement);
		String released = cursor.feed(text);
		String rest = cursor.finish();
		return cursor.isChanged() ? released.concat(rest) : text;
	}

}
