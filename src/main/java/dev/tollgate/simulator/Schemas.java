package dev.tollgate.simulator;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a value that satisfies a JSON schema, as far as answers of models need it.
 */
final class Schemas {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	/** A schema may refer to itself. */
	private static final int DEEPEST = 8;

	private static final int MOST = 100;

	private final JsonNode root;

	/** A schema that refers to itself in long arrays would else grow without end. */
	private int left = 10_000;

	private Schemas(JsonNode root) {
		this.root = root;
	}

	static JsonNode example(JsonNode schema) {
		return new Schemas(schema).value(schema, "value", 0);
	}

	private JsonNode value(JsonNode schema, String name, int depth) {
		this.left--;
		if (this.left < 0) {
			return JSON.nullNode();
		}
		if (schema.has("$ref")) {
			String pointer = schema.path("$ref").asString("").replaceFirst("^#", "");
			boolean local = pointer.isEmpty() || pointer.startsWith("/");
			return (depth > DEEPEST || !local) ? JSON.nullNode() : value(this.root.at(pointer), name, depth + 1);
		}
		if (schema.has("const")) {
			return schema.path("const");
		}
		if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
			return schema.path("enum").get(0);
		}
		for (String choice : new String[] { "anyOf", "oneOf", "allOf" }) {
			if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
				return value(schema.path(choice).get(0), name, depth + 1);
			}
		}
		return typed(schema, name, depth);
	}

	private JsonNode typed(JsonNode schema, String name, int depth) {
		JsonNode declared = schema.path("type");
		String type = (declared.isArray() && !declared.isEmpty()) ? declared.get(0).asString("")
				: declared.asString(schema.has("properties") ? "object" : "");
		return switch (type.toLowerCase(Locale.ROOT)) {
			case "object" -> object(schema, depth);
			case "array" -> array(schema, name, depth);
			case "integer" -> JSON.numberNode(integer(schema));
			case "number" -> JSON.numberNode(new BigDecimal(integer(schema)).add(fraction(schema)));
			case "boolean" -> JSON.booleanNode(true);
			case "null" -> JSON.nullNode();
			default -> JSON.stringNode(string(schema, name));
		};
	}

	private ObjectNode object(JsonNode schema, int depth) {
		ObjectNode object = JSON.objectNode();
		for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
			boolean required = requires(schema, property.getKey());
			if (required || depth < DEEPEST / 2) {
				object.set(property.getKey(), value(property.getValue(), property.getKey(), depth + 1));
			}
		}
		return object;
	}

	private static boolean requires(JsonNode schema, String name) {
		for (JsonNode required : schema.path("required")) {
			if (required.asString("").equals(name)) {
				return true;
			}
		}
		return false;
	}

	private ArrayNode array(JsonNode schema, String name, int depth) {
		ArrayNode array = JSON.arrayNode();
		boolean optional = depth >= DEEPEST / 2;
		int size = Math.min(schema.path("minItems").asInt(optional ? 0 : 1), schema.path("maxItems").asInt(MOST));
		size = Math.clamp(size, 0, MOST);
		for (int i = 0; i < size; i++) {
			array.add(value(schema.path("items"), name, depth + 1));
		}
		return array;
	}

	private static long integer(JsonNode schema) {
		long least = schema.path("minimum").asLong(schema.path("exclusiveMinimum").asLong(0) + 1);
		long most = schema.path("maximum").asLong(Long.MAX_VALUE);
		long step = Math.max(1, schema.path("multipleOf").asLong(1));
		return Math.min(Math.ceilDiv(Math.max(least, Math.min(1, most)), step) * step, most);
	}

	private static BigDecimal fraction(JsonNode schema) {
		boolean open = !schema.has("maximum") && !schema.has("exclusiveMaximum") && !schema.has("multipleOf");
		return open ? new BigDecimal("0.5") : BigDecimal.ZERO;
	}

	private static String string(JsonNode schema, String name) {
		String text = switch (schema.path("format").asString("")) {
			case "date-time" -> "2026-01-01T12:00:00Z";
			case "date" -> "2026-01-01";
			case "time" -> "12:00:00";
			case "email" -> "someone@example.com";
			case "uri", "url" -> "https://example.com/";
			case "uuid" -> "00000000-0000-4000-8000-000000000000";
			default -> word(name);
		};
		int least = Math.min(schema.path("minLength").asInt(0), MOST * MOST);
		int most = Math.max(0, schema.path("maxLength").asInt(Integer.MAX_VALUE));
		StringBuilder longer = new StringBuilder(text);
		while (longer.length() < least) {
			longer.append(' ').append(text);
		}
		return (longer.length() > most) ? longer.substring(0, most) : longer.toString();
	}

	private static String word(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		if (lower.contains("city") || lower.contains("location") || lower.contains("place")) {
			return "Zürich";
		}
		if (lower.contains("title")) {
			return "Harry Potter and the Prisoner of Azkaban";
		}
		return lower.contains("unit") ? "celsius" : "example " + name;
	}

}
