package dev.tollgate.policy;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * How much work a caller's JSON schema makes at one place of an answer: schemas that
 * apply to the same place multiply, and one that applies to itself never ends.
 */
final class SchemaSize {

	private static final int MAX = 10_000;

	/**
	 * Keywords whose schemas apply to the place itself (JSON Schema 2020-12, section
	 * 10.2).
	 */
	private static final Set<String> IN_PLACE = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else",
			"dependentSchemas");

	private final JsonNode root;

	private final Map<JsonNode, Long> sizes = new IdentityHashMap<>();

	private final Map<JsonNode, Boolean> under = new IdentityHashMap<>();

	private SchemaSize(JsonNode root) {
		this.root = root;
	}

	/**
	 * Checks every schema in a schema.
	 * @throws IllegalArgumentException if one makes too much work
	 */
	static void check(JsonNode schema) {
		SchemaSize size = new SchemaSize(schema);
		size.all(schema);
	}

	private void all(JsonNode node) {
		if (node.isObject()) {
			var _ = of(node);
		}
		node.forEach(this::all);
	}

	private long of(JsonNode schema) {
		Long known = this.sizes.get(schema);
		if (known != null) {
			return known;
		}
		if (this.under.put(schema, true) != null) {
			throw new IllegalArgumentException("a schema applies to itself");
		}
		long size = 1;
		for (var member : schema.properties()) {
			JsonNode value = member.getValue();
			if (IN_PLACE.contains(member.getKey())) {
				size += inPlace(value);
			}
			else if (member.getKey().equals("$ref") || member.getKey().equals("$dynamicRef")) {
				size += of(target(value.asString("")));
			}
			if (size > MAX) {
				throw new IllegalArgumentException("a schema is too large");
			}
		}
		this.under.remove(schema);
		this.sizes.put(schema, size);
		return size;
	}

	/** One schema, or a list or a map of them. */
	private long inPlace(JsonNode value) {
		if (value.isArray()) {
			return value.valueStream().mapToLong(this::of).sum();
		}
		return value.isObject() ? of(value) + value.valueStream().filter(JsonNode::isObject).mapToLong(this::of).sum()
				: 0;
	}

	/** Within the schema only: nothing is fetched. */
	private JsonNode target(String reference) {
		if (reference.equals("#")) {
			return this.root;
		}
		if (!reference.startsWith("#/")) {
			throw new IllegalArgumentException("a schema refers to another");
		}
		return this.root.at(reference.substring(1).replace("%24", "$"));
	}

}
