package dev.tollgate.wire.springai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * One message at a time. The wire's own node travels in the message's metadata, which
 * prompts copy: it is written again unless the text that Spring AI shows was changed.
 */
final class WireMessages {

	/** Of a message's metadata: the node that it was read from. */
	static final String NODE = "tollgate.wire";

	/** The name that Spring AI's models for OpenAI and DeepSeek use. */
	static final String REASONING = "reasoningContent";

	private static final String CONTENT = "content";

	private static final String TOOL_CALLS = "tool_calls";

	private WireMessages() {
	}

	static Message message(JsonNode node) {
		Map<String, Object> metadata = Map.of(NODE, node);
		String text = text(node.path(CONTENT));
		return switch (node.path("role").asString("")) {
			case "system", "developer" -> SystemMessage.builder().text(text).metadata(metadata).build();
			case "assistant" ->
				AssistantMessage.builder().content(text).toolCalls(toolCalls(node)).properties(metadata).build();
			case "tool", "function" -> ToolResponseMessage.builder()
				.responses(List
					.of(new ToolResponse(node.path("tool_call_id").asString(""), node.path("name").asString(""), text)))
				.metadata(metadata)
				.build();
			default -> UserMessage.builder().text(text).metadata(metadata).build();
		};
	}

	/** The text of a message's content: the parts that are text, a line each. */
	static String text(JsonNode content) {
		if (content.isString()) {
			return content.stringValue();
		}
		StringBuilder text = new StringBuilder();
		for (JsonNode part : content) {
			JsonNode words = part.path("text");
			if (words.isString()) {
				text.append(text.isEmpty() ? "" : "\n").append(words.stringValue());
			}
		}
		return text.toString();
	}

	static List<ToolCall> toolCalls(JsonNode message) {
		List<ToolCall> calls = new ArrayList<>();
		for (JsonNode call : message.path(TOOL_CALLS)) {
			JsonNode function = call.path("function");
			calls.add(new ToolCall(call.path("id").asString(""), call.path("type").asString("function"),
					function.path("name").asString(""), function.path("arguments").asString("")));
		}
		return calls;
	}

	/** One node, or, of what several tools said, one each. */
	static List<JsonNode> nodes(Message message) {
		if (!(message.getMetadata().get(NODE) instanceof JsonNode node)) {
			return created(message);
		}
		if (message instanceof ToolResponseMessage tools) {
			return List.of(withText(node, responseText(tools)));
		}
		JsonNode written = withText(node, Objects.requireNonNullElse(message.getText(), ""));
		if (message instanceof AssistantMessage assistant && !assistant.getToolCalls().equals(toolCalls(node))) {
			written = withToolCalls((ObjectNode) written, assistant.getToolCalls());
		}
		return List.of(written);
	}

	private static String responseText(ToolResponseMessage message) {
		return message.getResponses().isEmpty() ? "" : message.getResponses().getFirst().responseData();
	}

	/** The node itself if it has that text already, or a copy that has. */
	private static JsonNode withText(JsonNode node, String text) {
		JsonNode content = node.path(CONTENT);
		if (!(node instanceof ObjectNode object) || text(content).equals(text)) {
			return node;
		}
		ObjectNode changed = object.deepCopy();
		if (content instanceof ArrayNode parts) {
			changed.set(CONTENT, withText(parts, text));
		}
		else {
			changed.put(CONTENT, text);
		}
		return changed;
	}

	/** In place of the first part that is text; pictures and the like stay. */
	private static ArrayNode withText(ArrayNode parts, String text) {
		ArrayNode changed = Json.MAPPER.createArrayNode();
		boolean written = false;
		for (JsonNode part : parts) {
			if (!part.path("text").isString()) {
				changed.add(part);
			}
			else if (!written) {
				changed.add(((ObjectNode) part.deepCopy()).put("text", text));
				written = true;
			}
		}
		if (!written) {
			changed.insertObject(0).put("type", "text").put("text", text);
		}
		return changed;
	}

	private static ObjectNode withToolCalls(ObjectNode node, List<ToolCall> calls) {
		ObjectNode changed = node.deepCopy();
		if (calls.isEmpty()) {
			changed.remove(TOOL_CALLS);
		}
		else {
			changed.set(TOOL_CALLS, toolCalls(calls));
		}
		return changed;
	}

	static ArrayNode toolCalls(List<ToolCall> calls) {
		ArrayNode nodes = Json.MAPPER.createArrayNode();
		for (ToolCall call : calls) {
			ObjectNode node = nodes.addObject().put("id", call.id()).put("type", call.type());
			node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
		}
		return nodes;
	}

	private static List<JsonNode> created(Message message) {
		return switch (message) {
			case ToolResponseMessage tools -> tools.getResponses().stream().map(WireMessages::toolResponse).toList();
			case AssistantMessage assistant -> List.of(assistant(assistant));
			case UserMessage user -> List.of(user(user));
			default -> List.of(node(message.getMessageType().getValue()).put(CONTENT, message.getText()));
		};
	}

	private static ObjectNode node(String role) {
		return Json.MAPPER.createObjectNode().put("role", role);
	}

	private static JsonNode toolResponse(ToolResponse response) {
		return node("tool").put("tool_call_id", response.id()).put(CONTENT, response.responseData());
	}

	private static ObjectNode assistant(AssistantMessage message) {
		ObjectNode node = node("assistant").put(CONTENT, message.getText());
		if (message.hasToolCalls()) {
			node.set(TOOL_CALLS, toolCalls(message.getToolCalls()));
			// DeepSeek wants its thoughts back between tool calls, and only there
			if (message.getMetadata().get(REASONING) instanceof String reasoning) {
				node.put("reasoning_content", reasoning);
			}
		}
		return node;
	}

	private static ObjectNode user(UserMessage message) {
		ObjectNode node = node("user");
		if (message.getMedia().isEmpty()) {
			return node.put(CONTENT, message.getText());
		}
		ArrayNode parts = node.putArray(CONTENT);
		parts.addObject().put("type", "text").put("text", message.getText());
		message.getMedia().forEach((media) -> parts.add(media(media)));
		return node;
	}

	private static ObjectNode media(Media media) {
		String type = media.getMimeType().toString();
		ObjectNode part = Json.MAPPER.createObjectNode();
		if (media.getMimeType().getType().equals("audio")) {
			String format = media.getMimeType().getSubtype();
			part.put("type", "input_audio")
				.putObject("input_audio")
				.put("data", base64(media))
				.put("format", format.equals("mpeg") ? "mp3" : format.replaceFirst("^x-", ""));
		}
		else if (media.getMimeType().getType().equals("image")) {
			part.put("type", "image_url").putObject("image_url").put("url", url(media, type));
		}
		else {
			part.put("type", "file")
				.putObject("file")
				.put("filename", media.getName())
				.put("file_data", url(media, type));
		}
		return part;
	}

	/** An address, or the data themselves. */
	private static String url(Media media, String type) {
		return (media.getData() instanceof String address) ? address : "data:" + type + ";base64," + base64(media);
	}

	private static @Nullable String base64(Media media) {
		return Base64.getEncoder().encodeToString(media.getDataAsByteArray());
	}

}
