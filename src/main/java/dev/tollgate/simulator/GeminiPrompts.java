package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a generateContent request, its names already in camel case.
 */
final class GeminiPrompts {

	private final List<Prompt.Turn> turns = new ArrayList<>();

	private final List<Medium> media = new ArrayList<>();

	private GeminiPrompts() {
	}

	static Prompt read(JsonNode body, String model, boolean thinks) {
		GeminiPrompts reading = new GeminiPrompts();
		reading.content(body.path("systemInstruction"), "system");
		JsonNode contents = body.path("contents");
		if (contents.isEmpty()) {
			throw GeminiErrors.invalid("* GenerateContentRequest.contents: contents is not specified\n");
		}
		for (JsonNode content : contents) {
			reading.content(content, "user");
		}
		JsonNode config = body.path("generationConfig");
		JsonNode schema = config.hasNonNull("responseSchema") ? config.get("responseSchema")
				: config.get("responseJsonSchema");
		boolean json = "application/json".equals(config.path("responseMimeType").asString(""));
		if (schema != null && !json) {
			throw GeminiErrors.invalid("Function calling config or response schema requires a JSON response mime type");
		}
		JsonNode limit = config.path("maxOutputTokens");
		return new Prompt(model, reading.turns, reading.media, functions(body.path("tools")), forced(body), json,
				schema, Math.clamp(config.path("candidateCount").asInt(1), 1, 8),
				limit.isIntegralNumber() ? limit.asInt(Integer.MAX_VALUE) : null, thinks);
	}

	private void content(JsonNode content, String standard) {
		if (content.isMissingNode()) {
			return;
		}
		StringBuilder text = new StringBuilder();
		boolean result = false;
		JsonNode parts = content.path("parts");
		for (JsonNode part : parts.isObject() ? List.of(parts) : parts) {
			part(part, text);
			result |= part.has("functionResponse");
		}
		String role = content.path("role").asString(standard).equals("model") ? "assistant" : standard;
		this.turns.add(new Prompt.Turn(result ? "tool" : role, text.toString()));
	}

	private void part(JsonNode part, StringBuilder text) {
		if (part.has("text")) {
			text.append(part.path("text").asString(""));
		}
		else if (part.has("inlineData")) {
			JsonNode data = part.path("inlineData");
			this.media.add(Attachments.gemini(data.path("mimeType").asString(""), data.path("data").asString("")));
		}
		else if (part.has("fileData")) {
			this.media.add(Attachments.geminiFile(part.path("fileData").path("mimeType").asString("")));
		}
		else if (part.has("functionCall")) {
			text.append(part.path("functionCall"));
		}
		else if (part.has("functionResponse")) {
			text.append(part.path("functionResponse").path("response"));
		}
	}

	private static List<Prompt.Function> functions(JsonNode tools) {
		List<Prompt.Function> functions = new ArrayList<>();
		for (JsonNode tool : tools) {
			for (JsonNode function : tool.path("functionDeclarations")) {
				JsonNode schema = function.hasNonNull("parameters") ? function.get("parameters")
						: function.get("parametersJsonSchema");
				functions.add(new Prompt.Function(function.path("name").asString(""), schema, function.toString()));
			}
		}
		return functions;
	}

	private static @Nullable String forced(JsonNode body) {
		JsonNode calling = body.path("toolConfig").path("functionCallingConfig");
		if ("NONE".equals(calling.path("mode").asString("AUTO"))) {
			return null;
		}
		return calling.path("allowedFunctionNames").path(0).asString("");
	}

}
