package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the patterns, the text and its cuts: the output is that of the naive search.
 */
class TextFilterPropertyTests {

	private static final Replacement MARK = (_, found) -> "<" + found.length() + ">";

	@Provide
	Arbitrary<String> texts() {
		return TextSamples.texts();
	}

	@Provide
	Arbitrary<List<Integer>> cuts() {
		return TextSamples.cuts();
	}

	@Provide
	Arbitrary<List<String>> words() {
		return TextSamples.words();
	}

	@Provide
	Arbitrary<List<String>> expressions() {
		return TextSamples.expressions().filter(TextSamples::matchesNoEmptyText).list().ofMinSize(1).ofMaxSize(3);
	}

	@Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
	void expressionsFindWhatTheNaiveSearchFinds(@ForAll("expressions") List<String> expressions,
			@ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
		TextFilter filter = TextFilter.of(patterns(expressions));
		List<Pattern> naive = expressions.stream().map(NaiveSearch::expression).toList();
		String expected = NaiveSearch.mask(naive, text, MARK);
		assertThat(filter.apply(text, MARK)).isEqualTo(expected);
		assertThat(String.join("", filtered(filter, TextSamples.pieces(text, cuts)))).isEqualTo(expected);
	}

	@Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
	void wordsAreFoundWhereverTheyAreCut(@ForAll("words") List<String> words, @ForAll("texts") String text,
			@ForAll("cuts") List<Integer> cuts) {
		TextFilter filter = TextFilter.of(List.of(TextPattern.words("words", words)));
		List<Pattern> naive = words.stream().map(NaiveSearch::word).toList();
		List<String> filtered = filtered(filter, TextSamples.pieces(text, cuts));
		assertThat(String.join("", filtered)).isEqualTo(NaiveSearch.mask(naive, text, MARK));
	}

	@Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
	void wholeWordsAreTouchedByNoLetter(@ForAll("words") List<String> words, @ForAll("texts") String text,
			@ForAll("cuts") List<Integer> cuts) {
		TextFilter filter = TextFilter.of(List.of(TextPattern.words("words", words).asWholeWords().respectingCase()));
		List<Pattern> naive = words.stream()
			.map((word) -> NaiveSearch.expression((word.matches("(?U)^\\w.*") ? "\\b" : "") + Pattern.quote(word)
					+ (word.matches("(?Us).*\\w$") ? "\\b" : "")))
			.toList();
		List<String> filtered = filtered(filter, TextSamples.pieces(text, cuts));
		assertThat(String.join("", filtered)).isEqualTo(NaiveSearch.mask(naive, text, MARK));
	}

	@Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
	void noForbiddenWordGetsOut(@ForAll("words") List<String> words, @ForAll("texts") String text,
			@ForAll("cuts") List<Integer> cuts) {
		TextFilter filter = TextFilter.of(List.of(TextPattern.words("words", words)), 3);
		String out = String.join("", filtered(filter, TextSamples.pieces(text, cuts), (_, _) -> "*"));
		for (String word : words) {
			assertThat(out.toLowerCase(Locale.ROOT)).doesNotContain(word.toLowerCase(Locale.ROOT));
		}
	}

	@Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
	void onlyWhatCouldBecomeAWordIsHeldBack(@ForAll("words") List<String> words, @ForAll("texts") String text) {
		TextCursor cursor = TextFilter.of(List.of(TextPattern.words("words", words))).cursor((_, found) -> found);
		String released = "";
		for (int at = 0; at < text.length(); at++) {
			released += cursor.feed(text.substring(at, at + 1));
			String held = text.substring(released.length(), at + 1);
			assertThat(text).startsWith(released);
			assertThat(held.isEmpty() || words.stream().anyMatch((word) -> startsWith(word, held))
					|| Character.isHighSurrogate(held.charAt(held.length() - 1)))
				.as(held)
				.isTrue();
		}
	}

	@Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
	void aBoundOnWhatIsHeldMasksRatherMore(@ForAll("expressions") List<String> expressions,
			@ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
		TextFilter filter = TextFilter.of(patterns(expressions), 3);
		String whole = filter.apply(text, MARK);
		assertThat(String.join("", filtered(filter, TextSamples.pieces(text, cuts)))).isEqualTo(whole);
		String expected = NaiveSearch.mask(expressions.stream().map(NaiveSearch::expression).toList(), text, MARK);
		int at = 0;
		boolean[] masked = masked(whole, text.length());
		boolean[] wanted = masked(expected, text.length());
		while (at < wanted.length) {
			int end = at + 1;
			while (wanted[at] && end < wanted.length && wanted[end]) {
				end++;
			}
			if (wanted[at]) {
				boolean any = false;
				for (int place = at; place < end; place++) {
					any |= masked[place];
				}
				assertThat(any).as(whole + " instead of " + expected).isTrue();
			}
			at = end;
		}
	}

	@Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
	void aSmallMemoryForgetsNothing(@ForAll("expressions") List<String> expressions, @ForAll("texts") String text) {
		List<TextPattern> patterns = patterns(expressions);
		TextFilter forgetful = new TextFilter(new Automaton(new ProgramWriter(patterns).writeAll(), 1), 100);
		assertThat(forgetful.apply(text, MARK)).isEqualTo(TextFilter.of(patterns).apply(text, MARK));
	}

	private static boolean[] masked(String marked, int length) {
		boolean[] masked = new boolean[length];
		int place = 0;
		for (int at = 0; at < marked.length(); at++) {
			if (marked.charAt(at) == '<') {
				int end = marked.indexOf('>', at);
				int count = Integer.parseInt(marked.substring(at + 1, end));
				for (int next = 0; next < count; next++) {
					masked[place++] = true;
				}
				at = end;
			}
			else {
				place++;
			}
		}
		return masked;
	}

	private static boolean startsWith(String word, String held) {
		return word.regionMatches(true, 0, held, 0, held.length());
	}

	private static List<TextPattern> patterns(List<String> expressions) {
		return expressions.stream().map((expression) -> TextPattern.expression("expression", expression)).toList();
	}

	private static List<String> filtered(TextFilter filter, List<String> pieces) {
		return filtered(filter, pieces, MARK);
	}

	private static List<String> filtered(TextFilter filter, List<String> pieces, Replacement replacement) {
		TextCursor cursor = filter.cursor(replacement);
		List<String> out = new ArrayList<>();
		pieces.forEach((piece) -> out.add(cursor.feed(piece)));
		out.add(cursor.finish());
		return out;
	}

}
