package dev.tollgate.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an answer reports its usage and what it says, in the ways seen in the field.
 */
enum UsageShape {

	/** As the provider does. */
	NORMAL,

	/** Nowhere. */
	NONE,

	/** Every count is 0. */
	ZERO,

	/** In two events. */
	TWICE,

	/** Every count is below 0. */
	NEGATIVE,

	/** Every count is absurd. */
	HUGE,

	/** In every event. */
	EVERY,

	/** As {@code null}. */
	NULL,

	/** In an event of its own. */
	SEPARATE,

	/** On the last event that has content; of Gemini's embeddings, at all. */
	LAST,

	/** After {@code [DONE]}. */
	AFTER_DONE;

	private static final long ABSURD = 9_000_000_000_000_000L;

	static boolean known(String name) {
		return Arrays.stream(values()).anyMatch((shape) -> shape.key().equals(name));
	}

	static UsageShape of(String name) {
		return valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
	}

	private String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	// Whether the place is the usual one, only the counts are not
	boolean bent() {
		return this == ZERO || this == NEGATIVE || this == HUGE || this == NULL;
	}

	/**
	 * Changes the counts as this shape demands.
	 * @param usage the honest usage, changed in place
	 * @return the same node
	 */
	ObjectNode bend(ObjectNode usage) {
		if (this == ZERO || this == NEGATIVE || this == HUGE) {
			bendAll(usage);
		}
		return usage;
	}

	private void bendAll(ObjectNode node) {
		for (Map.Entry<String, JsonNode> field : node.properties()) {
			JsonNode value = field.getValue();
			if (value.isIntegralNumber()) {
				field.setValue(LongNode.valueOf(bend(value.asLong())));
			}
			else if (value instanceof ObjectNode object) {
				bendAll(object);
			}
			else if (value instanceof ArrayNode array) {
				for (JsonNode element : array) {
					if (element instanceof ObjectNode object) {
						bendAll(object);
					}
				}
			}
		}
	}

	private long bend(long count) {
		return switch (this) {
			case ZERO -> 0;
			case NEGATIVE -> -Math.max(1, count);
			default -> ABSURD;
		};
	}

}
