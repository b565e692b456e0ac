package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a chat completion request of OpenAI's shape.
 */
final class ChatPrompts {

	private final String model;

	private final List<Prompt.Turn> turns = new ArrayList<>();

	private final List<Medium> media = new ArrayList<>();

	private ChatPrompts(String model) {
		this.model = model;
	}

	static Prompt read(JsonNode body, String model, boolean thinks) {
		ChatPrompts reading = new ChatPrompts(model);
		for (JsonNode message : body.path("messages")) {
			reading.message(message);
		}
		JsonNode format = body.path("response_format");
		String type = format.path("type").asString("text");
		JsonNode schema = format.path("json_schema").get("schema");
		JsonNode limit = body.hasNonNull("max_completion_tokens") ? body.get("max_completion_tokens")
				: body.get("max_tokens");
		return new Prompt(model, reading.turns, reading.media, functions(body.path("tools")), forced(body),
				type.startsWith("json"), "json_schema".equals(type) ? schema : null,
				Math.clamp(body.path("n").asInt(1), 1, 128),
				(limit != null && limit.isIntegralNumber()) ? limit.asInt(Integer.MAX_VALUE) : null, thinks);
	}

	private void message(JsonNode message) {
		String role = switch (message.path("role").asString("user")) {
			case "developer", "system" -> "system";
			case "assistant" -> "assistant";
			case "tool", "function" -> "tool";
			default -> "user";
		};
		StringBuilder text = new StringBuilder();
		JsonNode content = message.path("content");
		if (content.isString()) {
			text.append(content.asString(""));
		}
		for (JsonNode part : content.isArray() ? content : message.path("none")) {
			part(part, text);
		}
		if (message.path("tool_calls").isArray()) {
			text.append(message.path("tool_calls"));
		}
		text.append(message.path("reasoning_content").asString(""));
		this.turns.add(new Prompt.Turn(role, text.toString()));
	}

	private void part(JsonNode part, StringBuilder text) {
		switch (part.path("type").asString("")) {
			case "image_url" ->
				this.media.add(Attachments.openAiPicture(this.model, part.path("image_url").path("url").asString(""),
						"low".equals(part.path("image_url").path("detail").asString(""))));
			case "input_audio" ->
				this.media.add(Attachments.openAiAudio(part.path("input_audio").path("data").asString("")));
			case "file" -> {
				String data = part.path("file").path("file_data").asString("");
				this.media.add(Attachments.document(data.substring(data.indexOf(',') + 1)));
			}
			default -> text.append(part.path("text").asString(part.path("refusal").asString("")));
		}
	}

	private static List<Prompt.Function> functions(JsonNode tools) {
		List<Prompt.Function> functions = new ArrayList<>();
		for (JsonNode tool : tools) {
			JsonNode function = tool.path("function");
			if (function.has("name")) {
				functions.add(new Prompt.Function(function.path("name").asString(""), function.get("parameters"),
						function.toString()));
			}
		}
		return functions;
	}

	private static @Nullable String forced(JsonNode body) {
		JsonNode choice = body.path("tool_choice");
		if (choice.isObject()) {
			return choice.path("function").path("name").asString("");
		}
		return "none".equals(choice.asString("auto")) ? null : "";
	}

}
