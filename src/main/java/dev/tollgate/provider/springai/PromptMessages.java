package dev.tollgate.provider.springai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * Translates the messages of a chat. Texts of one message become one text, a line each,
 * and media follow it, because Spring AI's messages know no order of parts.
 */
final class PromptMessages {

	/** What an answer of ours has that its caller may send back, and no model takes. */
	private static final Set<String> ASSISTANT = Set.of("role", "content", "tool_calls", "reasoning_content");

	private static final Set<String> TOOL = Set.of("role", "content", "tool_call_id");

	private static final Set<String> OTHERS = Set.of("role", "content");

	private final List<String> unplaced;

	/** The names of the tools that were called, by the id of the call. */
	private final Map<String, String> called = new HashMap<>();

	private final List<Message> messages = new ArrayList<>();

	/** Results of tools that follow each other are one message. */
	private final List<ToolResponse> results = new ArrayList<>();

	PromptMessages(List<String> unplaced) {
		this.unplaced = unplaced;
	}

	List<Message> of(RequestField list) {
		for (RequestField message : list.required().elements()) {
			add(message.object());
		}
		addResults();
		if (this.messages.isEmpty()) {
			throw list.invalid("must not be empty");
		}
		return this.messages;
	}

	private void add(RequestField message) {
		RequestField role = message.get("role");
		switch (role.string()) {
			case "system", "developer" -> {
				note(message, OTHERS);
				addResults();
				this.messages.add(new SystemMessage(text(message.get("content"))));
			}
			case "user" -> {
				note(message, OTHERS);
				addResults();
				this.messages.add(user(message.get("content").required()));
			}
			case "assistant" -> {
				note(message, ASSISTANT);
				addResults();
				this.messages.add(assistant(message));
			}
			case "tool" -> {
				note(message, TOOL);
				String id = message.get("tool_call_id").string();
				this.results.add(new ToolResponse(id, this.called.getOrDefault(id, ""), text(message.get("content"))));
			}
			default -> throw role.unsupported("the model takes system, developer, user, assistant and tool");
		}
	}

	private void addResults() {
		if (!this.results.isEmpty()) {
			this.messages.add(ToolResponseMessage.builder().responses(List.copyOf(this.results)).build());
			this.results.clear();
		}
	}

	/** Notes what of an object has no place. */
	private void note(RequestField object, Set<String> placed) {
		for (String name : object.node().propertyNames()) {
			JsonNode value = object.node().path(name);
			boolean absent = value.isNull() || (value.isArray() && value.isEmpty());
			if (!absent && !placed.contains(name)) {
				this.unplaced.add(object.get(name).path());
			}
		}
	}

	private String text(RequestField content) {
		if (content.isString()) {
			return content.string();
		}
		List<String> texts = new ArrayList<>();
		for (RequestField part : content.required().elements()) {
			texts.add(text(part, null));
		}
		return String.join("\n", texts);
	}

	/**
	 * The text of a part, or an empty one if it is a medium, for which there must be a
	 * place.
	 */
	private String text(RequestField part, @Nullable List<Media> media) {
		RequestField type = part.get("type");
		if (type.string().equals("text")) {
			note(part, Set.of("type", "text"));
			return part.get("text").string();
		}
		Media medium = (media != null) ? new PromptMedia(this::note).of(part) : null;
		if (media == null || medium == null) {
			throw new InvalidRequest(
					"The model takes no content of the type '" + type.string() + "' in '" + part.path() + "'",
					"unsupported_parameter", type.path());
		}
		media.add(medium);
		return "";
	}

	private UserMessage user(RequestField content) {
		if (content.isString()) {
			return new UserMessage(content.string());
		}
		List<String> texts = new ArrayList<>();
		List<Media> media = new ArrayList<>();
		for (RequestField part : content.elements()) {
			int before = media.size();
			String text = text(part, media);
			if (media.size() == before) {
				texts.add(text);
			}
		}
		return UserMessage.builder().text(String.join("\n", texts)).media(media).build();
	}

	private AssistantMessage assistant(RequestField message) {
		RequestField content = message.get("content");
		List<ToolCall> calls = new ArrayList<>();
		for (RequestField call : message.get("tool_calls").elements()) {
			calls.add(toolCall(call));
		}
		return AssistantMessage.builder().content(content.present() ? text(content) : "").toolCalls(calls).build();
	}

	private ToolCall toolCall(RequestField call) {
		note(call, Set.of("id", "type", "function", "index"));
		String type = call.get("type").optionalString();
		if (type != null && !type.equals("function")) {
			throw call.get("type").unsupported("the model calls functions only");
		}
		RequestField function = call.get("function").object();
		String id = call.get("id").string();
		String name = function.get("name").string();
		this.called.put(id, name);
		return new ToolCall(id, "function", name, function.get("arguments").string());
	}

}
