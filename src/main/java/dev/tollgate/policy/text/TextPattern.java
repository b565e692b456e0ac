package dev.tollgate.policy.text;

import java.util.Collection;
import java.util.List;

/**
 * What to look for in a text.
 */
public sealed interface TextPattern permits WordPattern, ExpressionPattern {

	/**
	 * The name by which it is reported.
	 * @return never empty
	 */
	String name();

	/**
	 * Looks for any of these words or phrases, anywhere, whatever their case.
	 * @param name the name by which it is reported
	 * @param words not empty, and none of them empty
	 * @return the pattern
	 * @throws InvalidPatternException if there is no word, or an empty or a huge one
	 */
	static WordPattern words(String name, Collection<String> words) {
		return new WordPattern(name, List.copyOf(words), false, false);
	}

	/**
	 * Looks for what a regular expression describes, in RE2's syntax, the longest match
	 * first; digits, word characters, spaces and word boundaries are Unicode's.
	 * @param name the name by which it is reported
	 * @param expression the expression, which respects case unless it says {@code (?i)}
	 * @return the pattern
	 * @throws InvalidPatternException if it is malformed, cannot be matched in linear
	 * time, is too large, or matches the empty text
	 */
	static TextPattern expression(String name, String expression) {
		return ExpressionPattern.of(name, expression, null);
	}

}
