package dev.tollgate.provider.gemini;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cuts one JSON Schema down to the subset of OpenAPI's that Gemini before 2.5 takes:
 * references are written out, null becomes {@code nullable}, what is unknown there goes.
 */
final class GeminiSchema {

	// references may multiply: a schema of this many nodes is an attack or a mistake
	private static final int MAX_NODES = 5_000;

	// references may also nest what the parser of the request would have refused
	private static final int MAX_DEPTH = 200;

	private static final Set<String> KEPT = Set.of("title", "description", "nullable", "required", "minItems",
			"maxItems", "minimum", "maximum", "minLength", "maxLength", "pattern", "propertyOrdering", "minProperties",
			"maxProperties");

	private static final Set<String> FORMATS = Set.of("enum", "date-time", "int32", "int64", "float", "double");

	private final RequestField root;

	private final List<String> references = new ArrayList<>();

	private int nodes;

	private int depth;

	private GeminiSchema(RequestField root) {
		this.root = root;
	}

	static ObjectNode of(RequestField schema) {
		return new GeminiSchema(schema).clean(schema.node());
	}

	private ObjectNode clean(JsonNode schema) {
		if (++this.nodes > MAX_NODES || this.depth >= MAX_DEPTH) {
			throw this.root.invalid("the schema is too large once its references are written out");
		}
		this.depth++;
		ObjectNode cleaned = keywords(schema);
		this.depth--;
		return cleaned;
	}

	private ObjectNode keywords(JsonNode schema) {
		ObjectNode cleaned = JsonNodeFactory.instance.objectNode();
		if (!schema.isObject()) {
			// true and false are schemas too: anything goes
			return cleaned;
		}
		JsonNode reference = schema.get("$ref");
		if (reference != null && reference.isString()) {
			cleaned.setAll(referenced(reference.stringValue()));
		}
		for (Map.Entry<String, JsonNode> property : schema.properties()) {
			keyword(property.getKey(), property.getValue(), cleaned);
		}
		return cleaned;
	}

	private void keyword(String name, JsonNode value, ObjectNode cleaned) {
		switch (name) {
			case "type" -> type(value, cleaned);
			case "enum" -> enumeration(value, cleaned);
			case "const" -> enumeration(JsonNodeFactory.instance.arrayNode().add(value), cleaned);
			case "items" -> cleaned.set("items", clean(value));
			case "properties" -> properties(value, cleaned);
			case "anyOf", "oneOf" -> alternatives(value, cleaned);
			case "allOf" -> value.forEach((part) -> merge(clean(part), cleaned));
			case "format" -> {
				if (value.isString() && FORMATS.contains(value.stringValue())) {
					cleaned.set(name, value);
				}
			}
			default -> {
				if (KEPT.contains(name)) {
					cleaned.set(name, value);
				}
			}
		}
	}

	private static void type(JsonNode value, ObjectNode cleaned) {
		Collection<JsonNode> types = value.isArray() ? value.values() : List.of(value);
		String chosen = null;
		for (JsonNode type : types) {
			String name = type.isString() ? type.stringValue() : "null";
			if (name.equals("null")) {
				cleaned.put("nullable", true);
			}
			else if (chosen == null) {
				chosen = name;
			}
		}
		// the type of an enumeration is already known
		if (chosen != null && !cleaned.has("enum")) {
			cleaned.put("type", chosen);
		}
	}

	private static void enumeration(JsonNode values, ObjectNode cleaned) {
		ArrayNode names = cleaned.putArray("enum");
		for (JsonNode value : values) {
			if (value.isNull()) {
				cleaned.put("nullable", true);
			}
			else {
				names.add(value.isString() ? value.stringValue() : value.toString());
			}
		}
		// only strings can be enumerated there
		cleaned.put("type", "string");
	}

	private void properties(JsonNode value, ObjectNode cleaned) {
		ObjectNode properties = cleaned.withObjectProperty("properties");
		for (Map.Entry<String, JsonNode> property : value.properties()) {
			properties.set(property.getKey(), clean(property.getValue()));
		}
	}

	private void alternatives(JsonNode value, ObjectNode cleaned) {
		List<ObjectNode> alternatives = new ArrayList<>();
		for (JsonNode alternative : value) {
			JsonNode type = alternative.get("type");
			if (type != null && type.isString() && type.stringValue().equals("null")) {
				cleaned.put("nullable", true);
			}
			else {
				alternatives.add(clean(alternative));
			}
		}
		if (alternatives.size() == 1) {
			merge(alternatives.getFirst(), cleaned);
		}
		else if (!alternatives.isEmpty()) {
			cleaned.putArray("anyOf").addAll(alternatives);
		}
	}

	private static void merge(ObjectNode part, ObjectNode cleaned) {
		for (Map.Entry<String, JsonNode> property : part.properties()) {
			JsonNode before = cleaned.get(property.getKey());
			if (before instanceof ObjectNode object && property.getValue() instanceof ObjectNode more) {
				object.setAll(more);
			}
			else if (before instanceof ArrayNode array && property.getValue() instanceof ArrayNode more) {
				// a copy: the array may still be the caller's own
				cleaned.set(property.getKey(), array.deepCopy().addAll(more));
			}
			else {
				cleaned.set(property.getKey(), property.getValue());
			}
		}
	}

	private ObjectNode referenced(String reference) {
		JsonNode target = target(reference);
		if (target == null || this.references.contains(reference)) {
			throw this.root.unsupported("this model takes neither recursive nor outside references in a schema");
		}
		this.references.add(reference);
		ObjectNode cleaned = clean(target);
		this.references.removeLast();
		return cleaned;
	}

	private @Nullable JsonNode target(String reference) {
		if (!reference.startsWith("#")) {
			return null;
		}
		JsonNode target = this.root.node();
		int at = 1;
		while (target != null && at < reference.length()) {
			int next = reference.indexOf('/', at + 1);
			String step = reference.substring(at + 1, (next < 0) ? reference.length() : next);
			target = target.get(step.replace("~1", "/").replace("~0", "~"));
			at = (next < 0) ? reference.length() : next;
		}
		return target;
	}

}
