package dev.tollgate.wire.springai;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Reads the events of one streamed answer. Tool calls come in pieces on the wire, but
 * Spring AI runs what a response holds: a choice's calls are in the response that ends
 * it, and nowhere before.
 */
public final class StreamedToolCalls {

	private final Map<Integer, Map<Integer, Call>> choices = new HashMap<>();

	/**
	 * Reads the next event.
	 * @param chunk the event, to be left as it is from now on
	 * @return the response
	 */
	public ChatResponse read(ObjectNode chunk) {
		Map<Integer, List<ToolCall>> complete = Map.of();
		for (JsonNode choice : chunk.path("choices")) {
			int index = choice.path("index").asInt(0);
			for (JsonNode piece : choice.path("delta").path("tool_calls")) {
				this.choices.computeIfAbsent(index, (first) -> new TreeMap<>())
					.computeIfAbsent(piece.path("index").asInt(0), (first) -> new Call())
					.add(piece);
			}
			if (choice.path("finish_reason").isString() && this.choices.containsKey(index)) {
				complete = new HashMap<>(complete);
				complete.put(index, this.choices.remove(index).values().stream().map(Call::toolCall).toList());
			}
		}
		return WireResponses.response(chunk, complete);
	}

	private static final class Call {

		private final StringBuilder arguments = new StringBuilder();

		private String id = "";

		private String type = "function";

		private String name = "";

		void add(JsonNode piece) {
			this.id = piece.path("id").asString(this.id);
			this.type = piece.path("type").asString(this.type);
			JsonNode function = piece.path("function");
			this.name = function.path("name").asString(this.name);
			this.arguments.append(function.path("arguments").asString(""));
		}

		ToolCall toolCall() {
			return new ToolCall(this.id, this.type, this.name, this.arguments.toString());
		}

	}

}
