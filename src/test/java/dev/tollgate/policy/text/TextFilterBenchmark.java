package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What filtering costs a character and an event: {@code java -cp
 * target/classes:target/test-classes:<jspecify> dev.tollgate.policy.text.TextFilterBenchmark}.
 */
final class TextFilterBenchmark {

	private static final String PROSE = """
			The gateway routes the call to a provider, and it knows to the last fraction of a cent what it cost. \
			Nothing is switched silently; a stream that was cut ends with an error, and whoever reads it may ask again. \
			Größere Texte enthalten auch Umlaute, 数字 and other scripts, or figures such as 12.5 and 2026. """;

	private static final int ROUNDS = 12;

	private TextFilterBenchmark() {
	}

	static void main(String[] arguments) {
		String text = PROSE.repeat(4_000);
		List<String> events = new ArrayList<>();
		Random random = new Random(1);
		for (int at = 0; at < text.length();) {
			int end = Math.min(text.length(), at + 2 + random.nextInt(7));
			events.add(text.substring(at, end));
			at = end;
		}
		measure("one rare word", words(1), text, events);
		measure("10 words", words(10), text, events);
		measure("10,000 words", words(10_000), text, events);
		measure("10,000 whole words", TextFilter.of(List.of(TextPattern.words("deny", list(10_000)).asWholeWords())),
				text, events);
		measure("3 expressions",
				TextFilter.of(List.of(TextPattern.expression("a", "sk-[A-Za-z0-9]{20,}"),
						TextPattern.expression("b", "(?i)pass(?:word|phrase)\\s*[:=]\\s*\\S+"),
						TextPattern.expression("c", "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"))),
				text, events);
		PersonalData all = PersonalData.of(Set.of(PersonalDataKind.values()), List.of());
		measure("all personal data", all.data(), text, events);
		measure("placeholders", all.placeholders(), text, events);
	}

	private static List<String> list(int count) {
		Random random = new Random(5);
		return IntStream.range(0, count).mapToObj((_) -> word(random)).toList();
	}

	private static TextFilter words(int count) {
		return TextFilter.of(List.of(TextPattern.words("deny", list(count))));
	}

	private static String word(Random random) {
		return random.ints(5 + random.nextInt(6), 'a', 'z' + 1)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static void measure(String name, TextFilter filter, String text, List<String> events) {
		long whole = Long.MAX_VALUE;
		long cut = Long.MAX_VALUE;
		int same = 0;
		for (int round = 0; round < ROUNDS; round++) {
			long start = System.nanoTime();
			int length = filter.apply(text, (_, found) -> found).length();
			whole = Math.min(whole, System.nanoTime() - start);
			if (length != text.length()) {
				throw new IllegalStateException("text was lost");
			}
			same = 0;
			TextCursor cursor = filter.cursor((_, found) -> found);
			start = System.nanoTime();
			for (String event : events) {
				if (cursor.feed(event) == event) {
					same++;
				}
			}
			cut = Math.min(cut, System.nanoTime() - start);
		}
		System.out.printf("%-20s %5.2f ns a character; %6.1f ns an event of %.1f characters, %d%% of them untouched%n",
				name, (double) whole / text.length(), (double) cut / events.size(),
				(double) text.length() / events.size(), 100L * same / events.size());
	}

}
