package dev.tollgate.provider.gemini;

import java.util.Set;

import dev.tollgate.provider.RequestField;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Translates {@code tools} and {@code tool_choice}. */
final class GeminiTools {

	private GeminiTools() {
	}

	static void write(RequestField request, GeminiGeneration generation, ObjectNode body, Set<String> dropped) {
		ArrayNode declarations = JsonNodeFactory.instance.arrayNode();
		for (RequestField tool : request.get("tools").elements()) {
			RequestField type = tool.object().get("type");
			if (!type.string().equals("function")) {
				throw type.unsupported("Gemini takes only tools of the type function");
			}
			declarations.add(declaration(tool.get("function").object(), generation));
		}
		RequestField choice = request.get("tool_choice");
		ObjectNode calling = choice(choice);
		if (declarations.isEmpty()) {
			if (choice.present()) {
				dropped.add("tool_choice");
			}
			return;
		}
		body.putArray("tools").addObject().set("functionDeclarations", declarations);
		if (!calling.isEmpty()) {
			body.putObject("toolConfig").set("functionCallingConfig", calling);
		}
	}

	private static ObjectNode declaration(RequestField function, GeminiGeneration generation) {
		ObjectNode declaration = JsonNodeFactory.instance.objectNode();
		declaration.put("name", function.get("name").string());
		String description = function.get("description").optionalString();
		if (description != null) {
			declaration.put("description", description);
		}
		RequestField parameters = function.get("parameters");
		if (!parameters.present()) {
			return declaration;
		}
		if (generation.readsJsonSchema()) {
			declaration.set("parametersJsonSchema", parameters.object().node());
			return declaration;
		}
		ObjectNode schema = GeminiSchema.of(parameters.object());
		JsonNode properties = schema.get("properties");
		// an object without properties is refused there: a function without parameters
		// says nothing
		if (properties != null && !properties.isEmpty()) {
			declaration.set("parameters", schema);
		}
		return declaration;
	}

	private static ObjectNode choice(RequestField choice) {
		ObjectNode calling = JsonNodeFactory.instance.objectNode();
		if (!choice.present()) {
			return calling;
		}
		if (choice.isString()) {
			return calling.put("mode", mode(choice));
		}
		if (!choice.node().isObject()) {
			throw choice.wrongType("a string or an object");
		}
		RequestField type = choice.get("type");
		switch (type.string()) {
			case "function" -> calling.put("mode", "ANY")
				.putArray("allowedFunctionNames")
				.add(choice.get("function").object().get("name").string());
			case "allowed_tools" -> allowed(choice.get("allowed_tools").object(), calling);
			default -> throw type.unsupported("Gemini takes function and allowed_tools");
		}
		return calling;
	}

	private static String mode(RequestField choice) {
		return switch (choice.string()) {
			case "auto" -> "AUTO";
			case "none" -> "NONE";
			case "required" -> "ANY";
			default -> throw choice.invalid("must be auto, none, required or an object");
		};
	}

	private static void allowed(RequestField allowed, ObjectNode calling) {
		RequestField mode = allowed.get("mode");
		// AUTO takes no names at Gemini; VALIDATED is AUTO that keeps to the names
		calling.put("mode", switch (mode.string()) {
			case "auto" -> "VALIDATED";
			case "required" -> "ANY";
			default -> throw mode.invalid("must be auto or required");
		});
		ArrayNode names = calling.putArray("allowedFunctionNames");
		for (RequestField tool : allowed.get("tools").required().elements()) {
			names.add(tool.object().get("function").object().get("name").string());
		}
	}

}
