package dev.tollgate.policy.cache;

import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;

import dev.tollgate.wire.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionReplayTests {

	@Property(tries = 1000)
	void anAssembledReplayIsTheCompletion(@ForAll long seed) {
		ObjectNode completion = (ObjectNode) Json.MAPPER.readTree(new RandomChat(seed).completion().toString());
		String before = completion.toString();
		assertThat(assembled(new CompletionReplay(completion).chunksWithUsage())).isEqualTo(completion);
		ObjectNode without = completion.deepCopy();
		without.remove("usage");
		assertThat(assembled(new CompletionReplay(completion).chunks())).isEqualTo(without);
		assertThat(completion).hasToString(before);
	}

	private static ObjectNode assembled(List<ObjectNode> chunks) {
		CompletionAssembly assembly = new CompletionAssembly(Long.MAX_VALUE);
		for (ObjectNode chunk : chunks) {
			assembly.add((ObjectNode) Json.MAPPER.readTree(chunk.toString()));
		}
		return (ObjectNode) Json.MAPPER.readTree(assembly.completion().toString());
	}

	@Property(tries = 500)
	void textIsCutBetweenCharactersOnly(@ForAll long seed) {
		String text = new RandomChat(seed).text(100);
		List<String> pieces = TextPieces.of(text);
		assertThat(String.join("", pieces)).isEqualTo(text);
		BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
		characters.setText(text);
		int at = 0;
		for (String piece : pieces) {
			assertThat(piece).isNotEmpty();
			assertThat(characters.isBoundary(at)).as("%s at %d", text, at).isTrue();
			at += piece.length();
		}
	}

	@Test
	void endlessMarksOnOneCharacterAreCutBetweenSurrogates() {
		String text = "a" + "\u0301".repeat(254) + "\ud83d\ude00".repeat(400);
		List<String> pieces = TextPieces.of(text);
		assertThat(String.join("", pieces)).isEqualTo(text);
		assertThat(pieces).allMatch((piece) -> !Character.isLowSurrogate(piece.charAt(0)));
		assertThat(String.join("", TextPieces.of("e" + "\u0301".repeat(5000)))).hasSize(5001);
	}

	@Test
	void aStreamIsToldInTheOrderOfAProvider() {
		List<ObjectNode> chunks = new CompletionReplay(completion()).chunks();
		assertThat(chunks).extracting((chunk) -> chunk.path("choices").path(0).path("delta").toString())
			.containsExactly("{\"role\":\"assistant\",\"refusal\":null,\"content\":\"\"}",
					"{\"reasoning_content\":\"Let me see.\"}", "{\"content\":\"It is sunny\"}",
					"{\"content\":\" in Rome.\"}",
					"{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
					"{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}", "{}");
		assertThat(chunks).allMatch((chunk) -> chunk.path("object").stringValue().equals("chat.completion.chunk"));
		assertThat(chunks).allMatch((chunk) -> chunk.path("id").stringValue().equals("c"));
		assertThat(chunks).noneMatch((chunk) -> chunk.has("usage"));
		assertThat(chunks.getLast().path("choices").path(0).path("finish_reason").stringValue())
			.isEqualTo("tool_calls");
		assertThat(chunks.subList(0, 6))
			.allMatch((chunk) -> chunk.path("choices").path(0).path("finish_reason").isNull());
	}

	@Test
	void usageIsToldToWhomAskedForItAtTheEnd() {
		List<ObjectNode> chunks = new CompletionReplay(completion()).chunksWithUsage();
		assertThat(chunks.getLast().path("choices")).isEmpty();
		assertThat(chunks.getLast().path("usage").path("total_tokens").intValue()).isEqualTo(9);
		assertThat(chunks.subList(0, chunks.size() - 1))
			.allMatch((chunk) -> chunk.has("usage") && chunk.path("usage").isNull());
	}

	@Test
	void probabilitiesGoWithTheirTokens() {
		ObjectNode completion = tree(
				"""
						{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop",
						"logprobs":{"content":[{"token":"Hi","logprob":-1},{"token":" there","logprob":-2}],"refusal":null}}]}""");
		List<ObjectNode> chunks = new CompletionReplay(completion).chunks();
		assertThat(chunks.get(2).path("choices").path(0)).hasToString(
				"{\"index\":0,\"delta\":{\"content\":\" there\"},\"logprobs\":{\"content\":[{\"token\":\" there\",\"logprob\":-2}],"
						+ "\"refusal\":null},\"finish_reason\":null}");
	}

	private static ObjectNode completion() {
		return tree(
				"""
						{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",
						"content":"It is sunny in Rome.","reasoning_content":"Let me see.","refusal":null,"tool_calls":[{"id":"call_1",
						"type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],
						"usage":{"total_tokens":9}}""");
	}

	private static ObjectNode tree(String json) {
		return (ObjectNode) Json.MAPPER.readTree(json);
	}

}
