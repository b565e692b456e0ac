package dev.tollgate.wire.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * OpenAI's answers as Spring AI's responses, and back. The wire's own node travels in the
 * response's metadata, so that what Spring AI has no name for is not lost.
 */
public final class WireResponses {

	private static final String CHOICES = "choices";

	private static final String CONTENT = "content";

	private static final String FINISH_REASON = "finish_reason";

	private static final String MESSAGE = "message";

	private static final String DELTA = "delta";

	private WireResponses() {
	}

	/**
	 * Makes a response of an answer, or of one event of a streamed one.
	 * @param node a {@code chat.completion} or a {@code chat.completion.chunk}, to be
	 * left as it is from now on
	 * @return the response
	 */
	public static ChatResponse response(ObjectNode node) {
		return response(node, Map.of());
	}

	/**
	 * With the tool calls of each choice, of which the event may have but the last piece.
	 */
	static ChatResponse response(ObjectNode node, Map<Integer, List<ToolCall>> toolCalls) {
		List<Generation> generations = new ArrayList<>(1);
		for (JsonNode choice : node.path(CHOICES)) {
			JsonNode message = message(choice);
			List<ToolCall> calls = choice.has(MESSAGE) ? WireMessages.toolCalls(message)
					: toolCalls.getOrDefault(choice.path("index").asInt(0), List.of());
			generations.add(new Generation(AssistantMessage.builder()
				.content(WireMessages.text(message.path(CONTENT)))
				.toolCalls(calls)
				.properties(properties(choice, message))
				.build(), ended(choice.path(FINISH_REASON))));
		}
		return new ChatResponse(generations, metadata(node));
	}

	private static JsonNode message(JsonNode choice) {
		return choice.has(MESSAGE) ? choice.path(MESSAGE) : choice.path(DELTA);
	}

	private static Map<String, Object> properties(JsonNode choice, JsonNode message) {
		Map<String, Object> properties = new TreeMap<>();
		properties.put("index", choice.path("index").asInt(0));
		if (message.path("reasoning_content").isString()) {
			properties.put(WireMessages.REASONING, message.path("reasoning_content").stringValue());
		}
		if (message.path("refusal").isString()) {
			properties.put("refusal", message.path("refusal").stringValue());
		}
		return properties;
	}

	private static ChatGenerationMetadata ended(JsonNode reason) {
		return reason.isString() ? ChatGenerationMetadata.builder().finishReason(reason.stringValue()).build()
				: ChatGenerationMetadata.NULL;
	}

	private static ChatResponseMetadata metadata(ObjectNode node) {
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
			.id(node.path("id").asString(""))
			.model(node.path("model").asString(""))
			.keyValue(WireMessages.NODE, node);
		JsonNode usage = node.path("usage");
		if (usage.isObject()) {
			long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
			metadata
				.usage(new DefaultUsage(usage.path("prompt_tokens").asInt(0), usage.path("completion_tokens").asInt(0),
						usage.path("total_tokens").asInt(0), usage, cached, null));
		}
		return metadata.build();
	}

	/**
	 * Makes an answer, or an event, of a response: the one that it was made from, if it
	 * says the same yet.
	 * @param response the response
	 * @return a node, which may be shared and must not be changed
	 */
	public static ObjectNode node(ChatResponse response) {
		Object wire = response.getMetadata().get(WireMessages.NODE);
		ObjectNode node = (wire instanceof ObjectNode object) ? object : created(response);
		List<JsonNode> choices = node.path(CHOICES).valueStream().toList();
		List<JsonNode> written = new ArrayList<>(choices.size());
		boolean same = choices.size() == response.getResults().size();
		for (int i = 0; i < response.getResults().size(); i++) {
			JsonNode before = (i < choices.size()) ? choices.get(i) : choice(choices, i);
			JsonNode choice = choice(before, response.getResults().get(i));
			same &= choice == before;
			written.add(choice);
		}
		if (same) {
			return node;
		}
		ObjectNode changed = Json.MAPPER.createObjectNode();
		changed.setAll(node);
		ArrayNode all = changed.putArray(CHOICES);
		written.forEach(all::add);
		return changed;
	}

	/**
	 * Makes an event of a stream of a response, also of one that an advisor made up.
	 * @param response the response
	 * @return a node, which may be shared and must not be changed
	 */
	public static ObjectNode event(ChatResponse response) {
		ObjectNode node = node(response);
		if (isOfTheWire(response)) {
			return node;
		}
		node.put("object", "chat.completion.chunk");
		for (JsonNode choice : node.path(CHOICES)) {
			((ObjectNode) choice).set(DELTA, ((ObjectNode) choice).remove(MESSAGE));
		}
		return node;
	}

	/**
	 * Whether a response was made from the wire, be it changed since.
	 * @param response the response
	 * @return false for one that an advisor made up
	 */
	public static boolean isOfTheWire(ChatResponse response) {
		return response.getMetadata().get(WireMessages.NODE) instanceof ObjectNode;
	}

	private static JsonNode choice(List<JsonNode> choices, int index) {
		boolean whole = choices.isEmpty() || choices.getFirst().has(MESSAGE);
		ObjectNode choice = Json.MAPPER.createObjectNode().put("index", index);
		choice.putObject(whole ? MESSAGE : DELTA).put("role", "assistant");
		return choice.putNull(FINISH_REASON);
	}

	/** The choice itself if it says the same as the generation, or a copy that does. */
	private static JsonNode choice(JsonNode choice, Generation generation) {
		String text = Objects.requireNonNullElse(generation.getOutput().getText(), "");
		String reason = generation.getMetadata().getFinishReason();
		boolean sameText = WireMessages.text(message(choice).path(CONTENT)).equals(text);
		// an advisor that says nothing of the end has not changed it
		boolean sameReason = reason == null || reason.equals(reason(choice));
		if (sameText && sameReason) {
			return choice;
		}
		ObjectNode changed = (ObjectNode) choice.deepCopy();
		if (!sameText) {
			((ObjectNode) message(changed)).put(CONTENT, text);
		}
		if (!sameReason) {
			changed.put(FINISH_REASON, reason);
		}
		return changed;
	}

	private static @Nullable String reason(JsonNode choice) {
		JsonNode reason = choice.path(FINISH_REASON);
		return reason.isString() ? reason.stringValue() : null;
	}

	private static ObjectNode created(ChatResponse response) {
		ObjectNode node = Json.MAPPER.createObjectNode();
		String id = response.getMetadata().getId();
		node.put("id", (id == null || id.isEmpty()) ? "chatcmpl-policy" : id)
			.put("object", "chat.completion")
			.put("created", 0)
			.put("model", Objects.requireNonNullElse(response.getMetadata().getModel(), ""));
		ArrayNode choices = node.putArray(CHOICES);
		for (int i = 0; i < response.getResults().size(); i++) {
			ObjectNode choice = (ObjectNode) choice(List.of(), i);
			Generation generation = response.getResults().get(i);
			String reason = generation.getMetadata().getFinishReason();
			choice.put(FINISH_REASON, (reason != null) ? reason : "stop");
			if (generation.getOutput().hasToolCalls()) {
				((ObjectNode) choice.path(MESSAGE)).set("tool_calls",
						WireMessages.toolCalls(generation.getOutput().getToolCalls()));
			}
			choices.add(choice);
		}
		return node;
	}

}
