package dev.tollgate.policy.text;

import java.util.List;

/**
 * A deny list.
 *
 * @param name the name by which it is reported
 * @param words the words and phrases
 * @param respectsCase whether upper and lower case differ
 * @param wholeWords whether no other letter or digit may touch a word
 */
public record WordPattern(String name, List<String> words, boolean respectsCase,
		boolean wholeWords) implements TextPattern {

	private static final int MAX_LENGTH = 1_000;

	/**
	 * Checks the words.
	 * @param name the name by which it is reported
	 * @param words the words and phrases, not empty
	 * @param respectsCase whether upper and lower case differ
	 * @param wholeWords whether no other letter or digit may touch a word
	 */
	public WordPattern {
		words = List.copyOf(words);
		if (words.isEmpty()) {
			throw new InvalidPatternException(name, "it has no words");
		}
		for (String word : words) {
			if (word.isEmpty()) {
				throw new InvalidPatternException(name, "it matches the empty text");
			}
			if (word.length() > MAX_LENGTH) {
				throw new InvalidPatternException(name, "a word of more than " + MAX_LENGTH + " characters");
			}
		}
	}

	/**
	 * The same words, found only in this case.
	 * @return the pattern
	 */
	public WordPattern respectingCase() {
		return new WordPattern(this.name, this.words, true, this.wholeWords);
	}

	/**
	 * The same words, found only where no letter, digit or underscore touches them.
	 * @return the pattern
	 */
	public WordPattern asWholeWords() {
		return new WordPattern(this.name, this.words, this.respectsCase, true);
	}

}
