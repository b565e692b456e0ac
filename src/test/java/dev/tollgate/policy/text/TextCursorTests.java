package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is let out when, and what it costs.
 */
class TextCursorTests {

	private static final int MEGABYTE = 1 << 20;

	private static TextFilter words(String... words) {
		return TextFilter.of(List.of(TextPattern.words("deny", List.of(words))));
	}

	private static TextFilter expression(String expression) {
		return TextFilter.of(List.of(TextPattern.expression("mine", expression)));
	}

	@Test
	void aPieceInWhichNothingBeginsIsLetOutAsItIs() {
		TextCursor cursor = words("secret").cursor((_, _) -> "#");
		String piece = new String("nothing here".toCharArray());
		assertThat(cursor.feed(piece)).isSameAs(piece);
		assertThat(cursor.finish()).isEmpty();
	}

	@Test
	void onlyTheBeginningOfAWordIsHeldBack() {
		TextCursor cursor = words("secret").cursor((_, _) -> "#");
		assertThat(cursor.feed("a se")).isEqualTo("a ");
		assertThat(cursor.feed("cr")).isEmpty();
		assertThat(cursor.feed("ew, sec")).isEqualTo("secrew, ");
		assertThat(cursor.feed("ret!")).isEqualTo("#!");
		assertThat(cursor.feed("s")).isEmpty();
		assertThat(cursor.finish()).isEqualTo("s");
	}

	@Test
	void halfACharacterWaitsForItsOtherHalf() {
		TextCursor cursor = words("😀x").cursor((_, _) -> "#");
		assertThat(cursor.feed("a\uD83D")).isEqualTo("a");
		assertThat(cursor.feed("\uDE01b\uD83D")).isEqualTo("😁b");
		assertThat(cursor.feed("\uDE00")).isEmpty();
		assertThat(cursor.feed("X\uD83D")).isEqualTo("#");
		assertThat(cursor.finish()).isEqualTo("\uD83D");
	}

	@Test
	void theWordThatAnotherBeginsWithIsNotForgotten() {
		TextCursor cursor = words("bad", "badminton club").cursor((_, _) -> "#");
		assertThat(cursor.feed("badminton ")).isEmpty();
		assertThat(cursor.feed("bad")).isEqualTo("#minton ");
		assertThat(cursor.finish()).isEqualTo("#");
	}

	@Test
	void nothingIsLetOutAfterARefusal() {
		TextFilter filter = TextFilter
			.of(List.of(TextPattern.words("mask", List.of("mild")), TextPattern.words("block", List.of("wild"))));
		TextCursor cursor = filter.cursor((pattern, _) -> pattern.equals("block") ? null : "#");
		assertThat(cursor.feed("mild and wi")).isEqualTo("# and ");
		assertThat(cursor.refusedBy()).isNull();
		assertThat(cursor.feed("ld, tail")).isEmpty();
		assertThat(cursor.refusedBy()).isEqualTo("block");
		assertThat(cursor.feed("more")).isEmpty();
		assertThat(cursor.finish()).isEmpty();
		assertThat(filter.apply("mild wild tail", (pattern, _) -> pattern.equals("block") ? null : "#"))
			.isEqualTo("# ");
	}

	@Test
	void anEverGrowingMatchIsMaskedPieceByPiece() {
		List<Integer> found = new ArrayList<>();
		TextCursor cursor = TextFilter.of(List.of(TextPattern.expression("digits", "\\d{5,}")), 100)
			.cursor((_, digits) -> {
				found.add(digits.length());
				return "#";
			});
		StringBuilder out = new StringBuilder();
		for (int piece = 0; piece < MEGABYTE / 7; piece++) {
			out.append(cursor.feed("1234567"));
		}
		out.append(cursor.feed("89 end")).append(cursor.finish());
		assertThat(out.toString()).matches("#+ end");
		assertThat(found.stream().mapToInt(Integer::intValue).sum()).isEqualTo(MEGABYTE / 7 * 7 + 2);
		assertThat(found).allMatch((length) -> length <= 101);
	}

	@Test
	void anEverGrowingMatchCanBeRefused() {
		TextCursor cursor = expression("a+b").cursor((_, _) -> null);
		assertThat(cursor.feed("x" + "a".repeat(5_000))).isEqualTo("x");
		assertThat(cursor.refusedBy()).isEqualTo("mine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "(a+)+b", "(a|a)*b", "(a*)*b", "(a|aa)+b", "(.*)(.*)(.*)b", "a{0,30}a{30}b" })
	void patternsThatAreCatastrophicElsewhereAreReadOnce(String expression) {
		TextCursor cursor = expression(expression).cursor((_, _) -> "#");
		String text = "a".repeat(MEGABYTE);
		cursor.feed(text);
		cursor.finish();
		// what is left at the end may be read once more
		assertThat(cursor.steps()).isLessThan(MEGABYTE + 3_000L);
	}

	@Test
	void whatIsReadAgainIsBoundedByWhatIsHeld() {
		// the worst there is: each match is found only when a longer one has failed
		TextCursor cursor = TextFilter.of(List.of(TextPattern.expression("mine", "a|a*b")), 64).cursor((_, _) -> "#");
		cursor.feed(("a".repeat(63) + "c").repeat(MEGABYTE / 64));
		cursor.finish();
		assertThat(cursor.steps()).isLessThan(64L * MEGABYTE);
	}

	@Test
	void tenThousandWordsTakeNoMoreStepsThanTen() {
		Random random = new Random(5);
		List<String> words = IntStream.range(0, 10_000)
			.mapToObj((_) -> "w" + Long.toString(random.nextLong(1L << 40, 1L << 45), 36))
			.toList();
		String text = "a wholly ordinary text about wasps, weather and words; ".repeat(2_000) + words.get(77);
		long few = steps(words.subList(70, 80), text);
		long many = steps(words, text);
		assertThat(many).isLessThan(few + few / 10);
		assertThat(words(words.toArray(String[]::new)).apply(text, (_, _) -> "#")).endsWith("words; #");
	}

	private static long steps(List<String> words, String text) {
		TextCursor cursor = words(words.toArray(String[]::new)).cursor((_, _) -> "#");
		cursor.feed(text);
		cursor.finish();
		return cursor.steps();
	}

	@Test
	void aFilterServesManyThreads() throws Exception {
		TextFilter filter = new TextFilter(new Automaton(new ProgramWriter(
				List.of(TextPattern.expression("mine", "\\b\\w+ing\\b"), TextPattern.words("deny", List.of("the sea"))))
			.writeAll(), 20), 100);
		String text = "Singing by the sea, Ringing the bells, going on. ".repeat(200);
		String expected = filter.apply(text, (_, found) -> "<" + found + ">");
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			List<Future<String>> results = IntStream.range(0, 16)
				.mapToObj((_) -> threads.submit(() -> filter.apply(text, (_, found) -> "<" + found + ">")))
				.toList();
			for (Future<String> result : results) {
				assertThat(result.get()).isEqualTo(expected).startsWith("<Singing> by <the sea>, <Ringing> the");
			}
		}
	}

}
