package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.tollgate.policy.text.TextCursor;
import dev.tollgate.policy.text.TextFilter;
import dev.tollgate.policy.text.TextPattern;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerFilterTests {

	private static final TextFilter FORBIDDEN = TextFilter
		.of(List.of(TextPattern.words("words", List.of("tabu", "abba")), TextPattern.expression("number", "7\\d+")));

	private static final Pattern FORBIDDEN_ANYWHERE = Pattern.compile("(?i)tabu|abba|7\\d");

	private static final List<String> PLACES = List.of("content", "reasoning_content", "x_new", "arguments");

	@Provide
	Arbitrary<List<Piece>> pieces() {
		Arbitrary<String> texts = Arbitraries
			.oneOf(Arbitraries.strings().withChars("tabu ").ofMaxLength(4),
					Arbitraries.of("tabu", "TABU", "ab", "abba", "b", "7", "12", "a tabu!", "ta", "bu", "🌇", "\uD83C"))
			.filter((text) -> !text.isEmpty());
		return Combinators.combine(Arbitraries.integers().between(0, 1), Arbitraries.of(PLACES), texts)
			.as(Piece::new)
			.list()
			.ofMaxSize(40);
	}

	@Property
	void aMaskedWordNeverReachesTheCallerHoweverItIsCut(@ForAll("pieces") List<Piece> pieces) {
		AnswerFilter filter = new AnswerFilter(masking(), true);
		Map<String, String> said = said(pieces);
		Map<String, String> heard = new TreeMap<>();
		for (Piece piece : pieces) {
			filter.next(WireResponses.response(chunk(piece))).forEach((event) -> hear(event, heard));
		}
		for (int choice = 0; choice < 2; choice++) {
			filter.next(WireResponses.response(end(choice))).forEach((event) -> hear(event, heard));
		}
		Map<String, String> expected = new TreeMap<>();
		said.forEach((place, text) -> expected.put(place, FORBIDDEN.apply(text, (pattern, found) -> "*")));
		expected.values().removeIf(String::isEmpty);
		heard.values().removeIf(String::isEmpty);
		assertThat(heard).isEqualTo(expected);
		assertThat(heard.values()).noneMatch((text) -> FORBIDDEN_ANYWHERE.matcher(text).find());
	}

	@Property
	void aBlockedChoiceEndsBeforeTheWord(@ForAll("pieces") List<Piece> pieces) {
		AnswerFilter filter = new AnswerFilter((member) -> filter(FORBIDDEN.cursor((pattern, found) -> null)), true);
		Map<String, String> heard = new TreeMap<>();
		List<String> ends = new ArrayList<>();
		Consumer<ChatResponse> listener = (event) -> {
			hear(event, heard);
			WireResponses.node(event)
				.path("choices")
				.valueStream()
				.filter((choice) -> choice.path("finish_reason").isString())
				.forEach((choice) -> ends
					.add(choice.path("index").asInt() + " " + choice.path("finish_reason").asString()));
		};
		pieces.forEach((piece) -> filter.next(WireResponses.response(chunk(piece))).forEach(listener));
		for (int choice = 0; choice < 2; choice++) {
			filter.next(WireResponses.response(end(choice))).forEach(listener);
		}
		assertThat(heard.values()).noneMatch((text) -> FORBIDDEN_ANYWHERE.matcher(text).find());
		for (int choice = 0; choice < 2; choice++) {
			int index = choice;
			boolean forbidden = said(pieces).entrySet()
				.stream()
				.filter((entry) -> entry.getKey().startsWith(index + " "))
				.anyMatch(
						(entry) -> !FORBIDDEN.apply(entry.getValue(), (pattern, found) -> "").equals(entry.getValue()));
			assertThat(ends).filteredOn((end) -> end.startsWith(index + " "))
				.containsExactly(index + (forbidden ? " content_filter" : " stop"));
		}
	}

	@Test
	void whatIsCleanPassesUntouched() {
		AnswerFilter filter = new AnswerFilter(masking(), true);
		ChatResponse event = WireResponses.response(chunk(new Piece(0, "content", "Good morning")));
		assertThat(filter.next(event)).singleElement().isSameAs(event);
	}

	@Test
	void tokensThatTellTheWordAreLeftOut() {
		ObjectNode chunk = chunk(new Piece(0, "content", "Hello"));
		((ObjectNode) chunk.path("choices").path(0)).putObject("logprobs")
			.putArray("content")
			.addObject()
			.put("token", "ta");
		AnswerFilter filter = new AnswerFilter(masking(), true);
		assertThat(WireResponses.node(filter.next(WireResponses.response(chunk)).getFirst())
			.path("choices")
			.path(0)
			.path("logprobs")
			.isNull()).isTrue();
	}

	private static Function<String, PieceFilter> masking() {
		return (member) -> filter(FORBIDDEN.cursor((pattern, found) -> "*"));
	}

	private static PieceFilter filter(TextCursor cursor) {
		return new PieceFilter() {

			@Override
			public String feed(String piece) {
				return cursor.feed(piece);
			}

			@Override
			public String finish() {
				return cursor.finish();
			}

			@Override
			public boolean isBlocked() {
				return cursor.refusedBy() != null;
			}

		};
	}

	private static Map<String, String> said(List<Piece> pieces) {
		Map<String, String> said = new TreeMap<>();
		pieces.forEach((piece) -> said.merge(piece.choice() + " " + piece.place(), piece.text(), String::concat));
		return said;
	}

	private static ObjectNode chunk(Piece piece) {
		ObjectNode chunk = Json.MAPPER.createObjectNode().put("id", "c").put("object", "chat.completion.chunk");
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", piece.choice());
		ObjectNode delta = choice.putObject("delta");
		if (piece.place().equals("arguments")) {
			delta.putArray("tool_calls")
				.addObject()
				.put("index", 1)
				.putObject("function")
				.put("arguments", piece.text());
		}
		else {
			delta.put(piece.place(), piece.text());
		}
		choice.putNull("finish_reason");
		return chunk;
	}

	private static ObjectNode end(int index) {
		ObjectNode chunk = Json.MAPPER.createObjectNode().put("id", "c").put("object", "chat.completion.chunk");
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
		choice.putObject("delta");
		choice.put("finish_reason", "stop");
		return chunk;
	}

	private static void hear(ChatResponse event, Map<String, String> heard) {
		for (JsonNode choice : WireResponses.node(event).path("choices")) {
			JsonNode delta = choice.path("delta");
			for (String place : PLACES) {
				JsonNode text = place.equals("arguments")
						? delta.path("tool_calls").path(0).path("function").path("arguments") : delta.path(place);
				if (text.isString()) {
					heard.merge(choice.path("index").asInt() + " " + place, text.stringValue(), String::concat);
				}
			}
		}
	}

	/** A piece of text in one place of one choice. */
	record Piece(int choice, String place, String text) {
	}

}
