package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the answer to a prompt: always the same one, pleasant where that is easy, and
 * with characters of several bytes in it.
 */
final class Answers {

	private static final String[] FILLER = { "Every answer of this simulator is made up, but its tokens are counted. ",
			"Light from the Sun reaches us after about eight minutes. ",
			"In Japanese, the sky is called 空, which is read sora. ",
			"A prism splits white light into a rainbow 🌈 of colours. ",
			"Cafés in Zürich serve coffee ☕ from six in the morning. ", "Water is blue for a reason of its own. " };

	private static final String THOUGHTS = "The question is short, so a short answer will do. I recall what I know about it, "
			+ "check it once, and say it plainly. 好的. ";

	private static final String[] BOOKS = { "the Philosopher's Stone", "the Chamber of Secrets",
			"the Prisoner of Azkaban", "the Goblet of Fire", "the Order of the Phoenix", "the Half-Blood Prince",
			"the Deathly Hallows" };

	private static final int[] YEARS = { 1997, 1998, 1999, 2000, 2003, 2005, 2007 };

	private Answers() {
	}

	/**
	 * Answers a prompt.
	 * @param prompt what was asked
	 * @param choice which of several answers, from 0
	 * @param faults may ask for a text or a length
	 * @param limitsThoughts whether the limit of tokens includes thoughts
	 * @return the answer
	 */
	static Answer answer(Prompt prompt, int choice, Faults faults, boolean limitsThoughts) {
		int limit = (prompt.limit() != null) ? prompt.limit() : Integer.MAX_VALUE;
		List<Tokens.Piece> thoughts = thoughts(prompt, faults);
		if (limitsThoughts) {
			thoughts = Tokens.limit(thoughts, limit);
			limit -= Tokens.sum(thoughts);
		}
		Prompt.Function called = faults.has("text") ? null : called(prompt);
		List<Tokens.Piece> whole = content(prompt, called, choice, faults);
		List<Tokens.Piece> content = Tokens.limit(whole, limit);
		return new Answer(thoughts, content, (called != null) ? called.name() : null, content.size() < whole.size());
	}

	/**
	 * Fills the gap between a beginning and an end of code or text.
	 * @param prompt the beginning
	 * @param suffix the end, maybe empty
	 * @param limit the most tokens
	 * @param faults may ask for a text or a length
	 * @return the answer
	 */
	static Answer fill(String prompt, String suffix, int limit, Faults faults) {
		List<Tokens.Piece> whole;
		if (faults.has("tokens")) {
			whole = filler(faults.number("tokens", 0));
		}
		else {
			boolean fibonacci = prompt.contains("fib(");
			boolean code = prompt.contains("def ") || prompt.contains("{");
			String text = fibonacci ? "    if a <= 1:\n        return a\n"
					: code ? "    # done by the simulator ✓\n    pass\n"
							: " and so it goes on until " + (suffix.isEmpty() ? "the end 終." : "here 終,");
			whole = Tokens.pieces(faults.text("text", text));
		}
		List<Tokens.Piece> content = Tokens.limit(whole, limit);
		return new Answer(List.of(), content, null, content.size() < whole.size());
	}

	private static List<Tokens.Piece> thoughts(Prompt prompt, Faults faults) {
		if (faults.has("reasoning")) {
			return filler(faults.number("reasoning", 0));
		}
		return prompt.thinks() ? Tokens.pieces(THOUGHTS) : List.of();
	}

	private static Prompt.@Nullable Function called(Prompt prompt) {
		String forced = prompt.forced();
		if (prompt.functions().isEmpty() || forced == null || prompt.endsWithToolResult()) {
			return null;
		}
		return prompt.functions()
			.stream()
			.filter((function) -> function.name().equals(forced))
			.findFirst()
			.orElse(prompt.functions().getFirst());
	}

	private static List<Tokens.Piece> content(Prompt prompt, Prompt.@Nullable Function called, int choice,
			Faults faults) {
		if (called != null) {
			ObjectNode none = JsonNodeFactory.instance.objectNode();
			return Tokens
				.pieces(((called.parameters() != null) ? Schemas.example(called.parameters()) : none).toString());
		}
		if (faults.has("text")) {
			return Tokens.pieces(faults.text("text", ""));
		}
		if (faults.has("tokens")) {
			return filler(faults.number("tokens", 0));
		}
		String text = prompt.json() ? json(prompt) : prose(prompt);
		if (choice == 0 && text.startsWith(prompt.prefix())) {
			text = text.substring(prompt.prefix().length());
		}
		return Tokens.pieces((choice > 0) ? text + ((prompt.json()) ? " " : " (Answer " + (choice + 1) + ".)") : text);
	}

	private static String json(Prompt prompt) {
		if (prompt.schema() != null) {
			return Schemas.example(prompt.schema()).toString();
		}
		ObjectNode answer = JsonNodeFactory.instance.objectNode();
		if (prompt.question().toLowerCase(Locale.ROOT).contains("harry potter")) {
			for (int i = 0; i < BOOKS.length; i++) {
				answer.withArray("books")
					.addObject()
					.put("title", "Harry Potter and " + BOOKS[i])
					.put("year", YEARS[i]);
			}
			return answer.toString();
		}
		return answer.put("answer", prose(prompt)).toString();
	}

	private static String prose(Prompt prompt) {
		String question = prompt.question().toLowerCase(Locale.ROOT);
		if (!prompt.media().isEmpty()) {
			StringBuilder text = new StringBuilder("I was given ");
			for (int i = 0; i < prompt.media().size(); i++) {
				text.append((i > 0) ? " and " : "").append(prompt.media().get(i).description());
			}
			return text.append(". As a simulator I only read its head 🖼, not what it shows.").toString();
		}
		if (prompt.endsWithToolResult()) {
			return "The function answered: " + shorten(prompt.turns().getLast().text()) + " 👍";
		}
		if (question.contains("sky blue")) {
			return "The sky is blue because air scatters short waves of light more than long ones, which is called "
					+ "Rayleigh scattering. Blue light from the Sun therefore reaches us from all over the sky (空), while "
					+ "at sunset 🌇 its way through the air is so long that mostly red is left.";
		}
		if (question.startsWith("hello") || question.startsWith("hi") || question.isBlank()) {
			return "Hello! 👋 How can I help you today?";
		}
		return "You asked: “" + shorten(prompt.question()) + "” This is the answer of a simulator (模拟), which knows "
				+ "nothing but counts well: every token of it is billed as the real provider would. 🙂";
	}

	private static String shorten(String text) {
		int end = text.offsetByCodePoints(0, Math.min(160, text.codePointCount(0, text.length())));
		return (end < text.length()) ? text.substring(0, end) + "…" : text;
	}

	private static List<Tokens.Piece> filler(int tokens) {
		List<Tokens.Piece> sentences = Tokens.pieces(String.join("", FILLER));
		List<Tokens.Piece> pieces = new ArrayList<>(Math.max(1, tokens));
		int left = tokens;
		for (int i = 0; left > 0; i = (i + 1) % sentences.size()) {
			Tokens.Piece next = sentences.get(i);
			Tokens.Piece piece = (next.tokens() <= left) ? next : new Tokens.Piece(" so", 1);
			pieces.add(piece);
			left -= piece.tokens();
		}
		return pieces;
	}

}
