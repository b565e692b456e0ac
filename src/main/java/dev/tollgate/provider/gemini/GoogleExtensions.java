package dev.tollgate.provider.gemini;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.tollgate.provider.RequestField;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries what OpenAI callers say to Gemini alone: {@code google}, or
 * {@code extra_body.google} as Google's own compatible endpoint takes it.
 */
final class GoogleExtensions {

	private GoogleExtensions() {
	}

	static void write(RequestField request, GeminiGeneration generation, ObjectNode body, ObjectNode config,
			Set<String> dropped) {
		RequestField extra = request.get("extra_body");
		if (extra.present()) {
			extra.object();
			for (String name : extra.node().propertyNames()) {
				if (!name.equals("google")) {
					dropped.add("extra_body." + name);
				}
			}
		}
		google(extra.get("google"), generation, body, config, dropped);
		google(request.get("google"), generation, body, config, dropped);
	}

	private static void google(RequestField google, GeminiGeneration generation, ObjectNode body, ObjectNode config,
			Set<String> dropped) {
		if (!google.present()) {
			return;
		}
		for (String name : google.object().node().propertyNames()) {
			RequestField field = google.get(name);
			if (!field.present()) {
				continue;
			}
			switch (camel(name)) {
				case "cachedContent" -> body.put("cachedContent", field.string());
				case "safetySettings" -> body.set("safetySettings", settings(field));
				case "thinkingConfig" -> {
					if (generation.thinks()) {
						thinking(field, config);
					}
					else {
						dropped.add(field.path());
					}
				}
				default -> dropped.add(field.path());
			}
		}
	}

	private static ArrayNode settings(RequestField field) {
		ArrayNode settings = JsonNodeFactory.instance.arrayNode();
		for (RequestField setting : field.elements()) {
			settings.add(camelKeys(setting.object().node()));
		}
		return settings;
	}

	private static void thinking(RequestField field, ObjectNode config) {
		ObjectNode thinking = camelKeys(field.object().node());
		if (thinking.get("thinkingLevel") instanceof JsonNode level && level.isString()) {
			thinking.put("thinkingLevel", level.stringValue().toUpperCase(Locale.ROOT));
		}
		// level and budget together are refused: what is said to Gemini itself wins over
		// reasoning_effort
		boolean replaces = thinking.has("thinkingLevel") || thinking.has("thinkingBudget");
		if (!replaces && config.get("thinkingConfig") instanceof ObjectNode effort) {
			effort.setAll(thinking);
		}
		else {
			config.set("thinkingConfig", thinking);
		}
	}

	private static ObjectNode camelKeys(JsonNode object) {
		ObjectNode renamed = JsonNodeFactory.instance.objectNode();
		for (Map.Entry<String, JsonNode> property : object.properties()) {
			renamed.set(camel(property.getKey()), property.getValue());
		}
		return renamed;
	}

	private static String camel(String name) {
		StringBuilder camel = new StringBuilder(name.length());
		boolean upper = false;
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			if (letter == '_') {
				upper = true;
				continue;
			}
			camel.append(upper ? Character.toUpperCase(letter) : letter);
			upper = false;
		}
		return camel.toString();
	}

}
