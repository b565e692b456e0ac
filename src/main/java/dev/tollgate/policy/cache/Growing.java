package dev.tollgate.policy.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A JSON object that grows by pieces of itself: text is appended, lists are made longer,
 * tool calls go by their index, and the last of everything else stays.
 */
final class Growing {

	private static final String TOOL_CALLS = "tool_calls";

	private static final String INDEX = "index";

	/** What a name and its value need besides their characters. */
	private static final int MEMBER = 8;

	/** Strings of a delta itself that come whole. */
	private static final Set<String> WHOLE = Set.of("role", "id", "type", "name", "model", "object");

	/** Strings further in that come in pieces. */
	private static final Set<String> PIECES = Set.of("arguments", "input", "data", "transcript");

	private final Map<String, Object> members = new LinkedHashMap<>();

	private final Meter meter;

	/** Of the object itself: text comes in pieces. */
	private final boolean text;

	/**
	 * Begins an empty object.
	 * @param meter told how much is kept
	 * @param kind what its strings are
	 */
	Growing(Meter meter, Strings kind) {
		this.meter = meter;
		this.text = kind == Strings.PIECES;
	}

	@Nullable Object get(String name) {
		return this.members.get(name);
	}

	void merge(JsonNode piece, Set<String> without) {
		piece.properties().forEach((member) -> {
			if (!without.contains(member.getKey())) {
				merge(member.getKey(), member.getValue());
			}
		});
	}

	void merge(String name, JsonNode value) {
		Object known = this.members.get(name);
		if (value.isNull()) {
			if (known == null) {
				keep(name, value);
			}
		}
		else if (value.isString() && comesInPieces(name)) {
			append(name, known, value.stringValue());
		}
		else if (value.isObject()) {
			nested(name, known).merge(value, Set.of());
		}
		else if (value.isArray() && name.equals(TOOL_CALLS)) {
			calls(name, known).merge(value);
		}
		else if (value.isArray()) {
			extend(name, known, value);
		}
		else if (!value.equals(known) && !(known != null && value.isString() && value.stringValue().isEmpty())) {
			keep(name, value);
		}
	}

	/** Replaces whatever is there. */
	void keep(String name, JsonNode value) {
		if (!value.equals(this.members.get(name))) {
			this.meter.add(name.length() + MEMBER + weight(value));
			this.members.put(name, value);
		}
	}

	private boolean comesInPieces(String name) {
		return this.text ? !WHOLE.contains(name) : PIECES.contains(name);
	}

	private void append(String name, @Nullable Object known, String piece) {
		this.meter.add(piece.length());
		if (known instanceof StringBuilder grown) {
			grown.append(piece);
		}
		else {
			this.meter.add(name.length() + MEMBER);
			this.members.put(name, new StringBuilder(piece));
		}
	}

	private Growing nested(String name, @Nullable Object known) {
		if (known instanceof Growing object) {
			return object;
		}
		this.meter.add(name.length() + MEMBER);
		Growing object = new Growing(this.meter, Strings.WHOLE);
		this.members.put(name, object);
		return object;
	}

	private Calls calls(String name, @Nullable Object known) {
		if (known instanceof Calls calls) {
			return calls;
		}
		this.meter.add(name.length() + MEMBER);
		Calls calls = new Calls(this.meter);
		this.members.put(name, calls);
		return calls;
	}

	private void extend(String name, @Nullable Object known, JsonNode elements) {
		ArrayNode array = (known instanceof ArrayNode present) ? present : JsonNodeFactory.instance.arrayNode();
		this.meter.add(((known != array) ? name.length() + MEMBER : 0) + weight(elements));
		elements.forEach(array::add);
		this.members.put(name, array);
	}

	ObjectNode toNode() {
		ObjectNode node = JsonNodeFactory.instance.objectNode();
		this.members.forEach((name, value) -> node.set(name, toNode(value)));
		return node;
	}

	private static JsonNode toNode(Object value) {
		return switch (value) {
			case JsonNode node -> node;
			case StringBuilder grown -> StringNode.valueOf(grown.toString());
			case Growing object -> object.toNode();
			case Calls calls -> calls.toNode();
			default -> throw new IllegalStateException("Nothing that grows: " + value.getClass());
		};
	}

	/** About as many bytes as its JSON has. */
	private static int weight(JsonNode value) {
		int weight = MEMBER + (value.isString() ? value.stringValue().length() : 0);
		for (Map.Entry<String, JsonNode> member : value.properties()) {
			weight += member.getKey().length() + weight(member.getValue());
		}
		if (value.isArray()) {
			for (JsonNode element : value) {
				weight += weight(element);
			}
		}
		return weight;
	}

	/**
	 * What the strings of an object are, if their names do not say.
	 */
	enum Strings {

		/** Pieces of text. */
		PIECES,

		/** Whole. */
		WHOLE

	}

	/**
	 * Told how much is kept.
	 */
	interface Meter {

		/**
		 * Counts.
		 * @param bytes about how many bytes came to be kept
		 */
		void add(int bytes);

	}

	/**
	 * Tool calls, which come in pieces and by turns.
	 */
	private static final class Calls {

		private final TreeMap<Long, Growing> byIndex = new TreeMap<>();

		private final Meter meter;

		Calls(Meter meter) {
			this.meter = meter;
		}

		void merge(JsonNode pieces) {
			for (JsonNode piece : pieces) {
				Growing call = this.byIndex.computeIfAbsent(index(piece), (_) -> {
					this.meter.add(MEMBER);
					return new Growing(this.meter, Strings.WHOLE);
				});
				call.merge(piece, Set.of(INDEX));
			}
		}

		/** Some servers send whole calls without an index. */
		private long index(JsonNode piece) {
			if (piece.path(INDEX).isNumber()) {
				return piece.path(INDEX).asLong(0);
			}
			boolean first = this.byIndex.isEmpty();
			boolean goesOn = !first && piece.path("id").asString("").isEmpty();
			return first ? 0 : this.byIndex.lastKey() + (goesOn ? 0 : 1);
		}

		ArrayNode toNode() {
			ArrayNode calls = JsonNodeFactory.instance.arrayNode();
			this.byIndex.values().forEach((call) -> calls.add(call.toNode()));
			return calls;
		}

	}

}
