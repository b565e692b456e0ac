package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random texts, cuts and patterns, over few characters so that they meet.
 */
final class TextSamples {

	private static final Arbitrary<String> CHARACTER = Arbitraries.of("a", "b", "c", "A", "B", "1", " ", ".", "\n", "ß",
			"é", "É", "😀", "𝒜", "\uD83D");

	private TextSamples() {
	}

	static Arbitrary<String> texts() {
		return CHARACTER.list().ofMaxSize(16).map((parts) -> String.join("", parts));
	}

	/** Lengths of pieces; the last goes on to the end. */
	static Arbitrary<List<Integer>> cuts() {
		return Arbitraries.integers().between(1, 4).list().ofMaxSize(16);
	}

	static List<String> pieces(String text, List<Integer> cuts) {
		List<String> pieces = new ArrayList<>();
		int at = 0;
		for (int cut : cuts) {
			int end = Math.min(text.length(), at + cut);
			pieces.add(text.substring(at, end));
			at = end;
		}
		pieces.add(text.substring(at));
		return pieces;
	}

	static Arbitrary<List<String>> words() {
		return Arbitraries.of("a", "b", "c", "A", "é", "1", " ", "😀", "ß")
			.list()
			.ofMinSize(1)
			.ofMaxSize(4)
			.map((parts) -> String.join("", parts))
			.list()
			.ofMinSize(1)
			.ofMaxSize(5);
	}

	static Arbitrary<String> expressions() {
		return expression(3);
	}

	private static Arbitrary<String> expression(int depth) {
		Arbitrary<String> leaf = Arbitraries.of("a", "b", "c", "ab", "\\.", " ", "1", "é", "😀", ".", "[ab]", "[^a]",
				"[a-c1]", "\\w", "\\W", "\\d", "\\s", "\\b", "\\B", "^", "\\z", "(?i:a)", "(?i:é)", "[^\\w ]", "\\p{L}",
				"\\PL", "[\\d.]", "(?s:.)");
		if (depth == 0) {
			return leaf;
		}
		Arbitrary<String> inner = expression(depth - 1);
		// the JDK does not count repetitions of the empty text: it misses (?:a|\\b){2}a
		// in
		// "aa"
		Arbitrary<String> repeat = Combinators
			.combine(inner.filter(TextSamples::matchesNoEmptyText),
					Arbitraries.of("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
			.as((part, times) -> "(?:" + part + ")" + times);
		return Arbitraries.oneOf(leaf, repeat, Combinators.combine(inner, inner).as((left, right) -> left + right),
				Combinators.combine(inner, inner).as((left, right) -> "(?:" + left + "|" + right + ")"));
	}

	static boolean matchesNoEmptyText(String expression) {
		try {
			return ExpressionParser.parse("expression", expression) != null;
		}
		catch (InvalidPatternException ex) {
			assertThat(ex).hasMessageContaining("empty text");
			return false;
		}
	}

}
