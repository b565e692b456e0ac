package dev.tollgate.simulator;

import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Protobuf's JSON takes field names in {@code camelCase} and in {@code snake_case}.
 */
final class GeminiNames {

	/** What lies below these is the caller's own, not a message of the API. */
	private static final Set<String> FOREIGN = Set.of("responseSchema", "responseJsonSchema", "parameters",
			"parametersJsonSchema", "args", "response");

	private GeminiNames() {
	}

	static JsonNode camelCase(JsonNode node) {
		if (node instanceof ObjectNode object) {
			ObjectNode renamed = JsonNodeFactory.instance.objectNode();
			for (Map.Entry<String, JsonNode> field : object.properties()) {
				String name = camelCase(field.getKey());
				renamed.set(name, FOREIGN.contains(name) ? field.getValue() : camelCase(field.getValue()));
			}
			return renamed;
		}
		if (node instanceof ArrayNode array) {
			ArrayNode renamed = JsonNodeFactory.instance.arrayNode(array.size());
			array.forEach((element) -> renamed.add(camelCase(element)));
			return renamed;
		}
		return node;
	}

	private static String camelCase(String name) {
		if (name.indexOf('_') <= 0) {
			return name;
		}
		StringBuilder camel = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			boolean hump = name.charAt(i) == '_' && i + 1 < name.length();
			camel.append(hump ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
		}
		return camel.toString();
	}

}
