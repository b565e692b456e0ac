package dev.tollgate.policy;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBuf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells pictures from long texts without a space: what passes by policies is only what
 * stands where media stand. A text that looks like a picture is read like any other.
 */
final class Pictures {

	private static final Set<String> PLACES = Set.of("url", "image_url", "data", "file_data");

	private Pictures() {
	}

	/** The tree of a skeleton, changed in place. */
	static JsonNode onlyWhereTheyBelong(JsonBody.Skeleton skeleton) {
		return read(skeleton.tree(), "", skeleton);
	}

	private static JsonNode read(JsonNode node, String name, JsonBody.Skeleton skeleton) {
		if (node instanceof ObjectNode object) {
			for (String member : object.propertyNames().toArray(String[]::new)) {
				object.set(member, read(object.path(member), member, skeleton));
			}
		}
		else if (node instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				array.set(i, read(array.path(i), name, skeleton));
			}
		}
		else if (node.isString() && !PLACES.contains(name) && skeleton.hasMedia(node.stringValue())) {
			return JsonNodeFactory.instance.stringNode(text(node.stringValue(), skeleton));
		}
		return node;
	}

	private static String text(String marked, JsonBody.Skeleton skeleton) {
		StringBuilder text = new StringBuilder();
		skeleton.read(marked, new JsonBody.Skeleton.Parts() {

			@Override
			public void text(String string, int from, int to) {
				text.append(string, from, to);
			}

			@Override
			public void media(ByteBuf json) {
				text.append(Json.MAPPER.readTree('"' + json.toString(StandardCharsets.UTF_8) + '"').stringValue());
			}

		});
		return text.toString();
	}

}
