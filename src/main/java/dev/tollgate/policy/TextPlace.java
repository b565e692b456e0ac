package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

import dev.tollgate.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where in a message or in its pieces a text stands, so that pieces of one text are known
 * to belong together.
 *
 * @param steps names of members, and numbers of elements: their own {@code index} where
 * they have one, as pieces of tool calls do
 */
record TextPlace(List<Object> steps) {

	/** Of a choice: what is said about it, or once more. */
	private static final Set<String> NOT_SAID = Set.of("finish_reason", "logprobs");

	private static final TextPlace ROOT = new TextPlace(List.of());

	TextPlace {
		steps = List.copyOf(steps);
	}

	/** The name of the member. */
	String name() {
		for (int i = this.steps.size() - 1; i >= 0; i--) {
			if (this.steps.get(i) instanceof String name) {
				return name;
			}
		}
		return "";
	}

	private TextPlace then(Object step) {
		List<Object> steps = new ArrayList<>(this.steps);
		steps.add(step);
		return new TextPlace(steps);
	}

	/** The node itself if no text in it changes, or a copy of it. */
	static JsonNode map(JsonNode node, BiFunction<TextPlace, String, String> texts) {
		return map(node, ROOT, texts);
	}

	private static JsonNode map(JsonNode node, TextPlace place, BiFunction<TextPlace, String, String> texts) {
		if (node.isString()) {
			String text = node.stringValue();
			String mapped = texts.apply(place, text);
			return mapped.equals(text) ? node : JsonNodeFactory.instance.stringNode(mapped);
		}
		if (node instanceof ArrayNode array) {
			return map(array, place, texts);
		}
		return (node instanceof ObjectNode object) ? map(object, place, texts) : node;
	}

	private static JsonNode map(ObjectNode object, TextPlace place, BiFunction<TextPlace, String, String> texts) {
		ObjectNode changed = null;
		for (var member : object.properties()) {
			JsonNode value = member.getValue();
			if (!RequestTexts.areWords(member.getKey(), value) || isName(place, member.getKey())
					|| NOT_SAID.contains(member.getKey())) {
				continue;
			}
			JsonNode mapped = map(value, place.then(member.getKey()), texts);
			if (mapped != value) {
				if (changed == null) {
					changed = Json.MAPPER.createObjectNode();
					changed.setAll(object);
				}
				changed.set(member.getKey(), mapped);
			}
		}
		return (changed != null) ? changed : object;
	}

	/** The function's name is the caller's own word, and comes as a whole. */
	private static boolean isName(TextPlace place, String member) {
		return member.equals("name") && place.name().equals("function");
	}

	private static JsonNode map(ArrayNode array, TextPlace place, BiFunction<TextPlace, String, String> texts) {
		ArrayNode changed = Json.MAPPER.createArrayNode();
		boolean same = true;
		for (int i = 0; i < array.size(); i++) {
			JsonNode element = array.get(i);
			JsonNode mapped = map(element, place.then(element.path("index").asInt(i)), texts);
			same &= mapped == element;
			changed.add(mapped);
		}
		return same ? array : changed;
	}

	/** Puts a text in its place in a delta. */
	void put(ObjectNode delta, String text) {
		ObjectNode at = delta;
		for (int i = 0; i < this.steps.size() - 1; i++) {
			Object step = this.steps.get(i);
			if (!(step instanceof String name)) {
				continue;
			}
			boolean list = this.steps.get(i + 1) instanceof Integer;
			at = list ? element(at.withArray("/" + name), (Integer) this.steps.get(i + 1)) : at.withObject("/" + name);
		}
		if (this.steps.getLast() instanceof String name) {
			at.put(name, text);
		}
	}

	private static ObjectNode element(ArrayNode array, int index) {
		for (JsonNode element : array) {
			if (element instanceof ObjectNode object && element.path("index").asInt(-1) == index) {
				return object;
			}
		}
		return array.addObject().put("index", index);
	}

	/** Adds the texts of one delta to those of another, behind what is there. */
	static void append(ObjectNode delta, JsonNode rest) {
		map(rest, (place, text) -> {
			place.put(delta, place.text(delta) + text);
			return text;
		});
	}

	private String text(JsonNode delta) {
		JsonNode at = delta;
		for (Object step : this.steps) {
			at = (step instanceof String name) ? at.path(name) : element(at, (Integer) step);
		}
		return at.asString("");
	}

	private static JsonNode element(JsonNode array, int index) {
		for (JsonNode element : array) {
			if (element.path("index").asInt(-1) == index) {
				return element;
			}
		}
		return array.path("");
	}

	/** Whether there is nothing in a delta but texts that are empty. */
	static boolean isSilent(JsonNode node) {
		if (node.isString()) {
			return node.stringValue().isEmpty();
		}
		if (node.isContainer()) {
			return node.valueStream().allMatch(TextPlace::isSilent);
		}
		return node.isNull();
	}

}
