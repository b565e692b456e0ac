package dev.tollgate.simulator;

import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds fields that nobody knows to an answer, as providers do without notice.
 */
final class Extras {

	private static final Set<String> LEVELS = Set.of("choices", "message", "delta", "usage", "candidates", "content",
			"usageMetadata");

	private Extras() {
	}

	static JsonNode addTo(JsonNode root) {
		if (root instanceof ObjectNode object) {
			for (String name : LEVELS) {
				JsonNode level = object.path(name);
				addTo(level);
				if (level.isArray()) {
					level.forEach(Extras::addTo);
				}
			}
			object.putObject("x_simulated").put("unknown", true).putArray("list").add(1).add("zwei");
		}
		return root;
	}

}
