package dev.tollgate.policy;

import java.util.Set;
import java.util.function.UnaryOperator;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WirePrompts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * The words of a request, wherever they stand: in messages, in what tools were called
 * with and answered, in the tools' descriptions. Members that nobody knows yet count as
 * words.
 */
final class RequestTexts {

	/** Of a tool call. */
	static final String ARGUMENTS = "arguments";

	/** Names, references and media: what a provider needs as it is. */
	private static final Set<String> NOT_WORDS = Set.of("role", "type", "id", "tool_call_id", "url", "image_url",
			"data", "file_data", "file_id", "format", "detail", "media_type");

	private RequestTexts() {
	}

	/** The prompt itself if no text changes, or one with the changed texts. */
	static Prompt map(Prompt prompt, UnaryOperator<String> texts) {
		ObjectNode body = WirePrompts.body(prompt);
		ObjectNode changed = Json.MAPPER.createObjectNode();
		boolean same = true;
		for (var member : body.properties()) {
			JsonNode value = member.getKey().equals("model") ? member.getValue() : map(member.getValue(), texts);
			same &= value == member.getValue();
			changed.set(member.getKey(), value);
		}
		return same ? prompt : WirePrompts.prompt(changed);
	}

	/** The node itself if no text in it changes, or a copy of it. */
	static JsonNode map(JsonNode node, UnaryOperator<String> texts) {
		if (node.isString()) {
			String text = node.stringValue();
			String mapped = texts.apply(text);
			return mapped.equals(text) ? node : JsonNodeFactory.instance.stringNode(mapped);
		}
		if (node instanceof ObjectNode object) {
			return map(object, texts);
		}
		return (node instanceof ArrayNode array) ? map(array, texts) : node;
	}

	private static JsonNode map(ObjectNode object, UnaryOperator<String> texts) {
		ObjectNode changed = Json.MAPPER.createObjectNode();
		boolean same = true;
		for (var member : object.properties()) {
			var _ = texts.apply(member.getKey());
			JsonNode value = member.getValue();
			if (isName(member.getKey(), value)) {
				var _ = texts.apply(value.stringValue());
			}
			else if (member.getKey().equals(ARGUMENTS) && value.isString()) {
				value = arguments(value, texts);
			}
			else if (areWords(member.getKey(), value)) {
				value = map(value, texts);
			}
			same &= value == member.getValue();
			changed.set(member.getKey(), value);
		}
		return same ? object : changed;
	}

	private static JsonNode map(ArrayNode array, UnaryOperator<String> texts) {
		ArrayNode changed = Json.MAPPER.createArrayNode();
		boolean same = true;
		for (JsonNode element : array) {
			JsonNode value = map(element, texts);
			same &= value == element;
			changed.add(value);
		}
		return same ? array : changed;
	}

	/** JSON in a string, where a word can be spelled in escapes. */
	private static JsonNode arguments(JsonNode value, UnaryOperator<String> texts) {
		String plain = JsonEscapes.plain(value.stringValue());
		String mapped = texts.apply(plain);
		return mapped.equals(plain) ? value : JsonNodeFactory.instance.stringNode(mapped);
	}

	/** Of a function, a schema, or whoever speaks. */
	private static boolean isName(String member, JsonNode value) {
		return member.equals("name") && value.isString();
	}

	/** Whether a member's value may hold words, itself or somewhere in it. */
	static boolean areWords(String name, JsonNode value) {
		return !(value.isString() && NOT_WORDS.contains(name));
	}

}
