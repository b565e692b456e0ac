package dev.tollgate.provider.gemini;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.RequestField;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates an OpenAI chat request into the body of Gemini's {@code generateContent}.
 * Media payloads are opaque: they are neither read nor changed.
 */
final class GeminiRequestTranslator {

	// translated, or consumed by the gateway itself; the rest has no place at Gemini
	private static final Set<String> KNOWN = Set.of("model", "messages", "stream", "stream_options", "tools",
			"tool_choice", "temperature", "top_p", "presence_penalty", "frequency_penalty", "seed",
			"max_completion_tokens", "max_tokens", "n", "stop", "logprobs", "top_logprobs", "response_format",
			"modalities", "reasoning_effort", "service_tier", "extra_body", "google");

	private GeminiRequestTranslator() {
	}

	/**
	 * Translates a request.
	 * @param request the caller's request; parts of it may be shared by the result
	 * @param model the model that will be asked, whose generation decides what it takes
	 * @return the body and what could not be carried
	 * @throws InvalidRequest if the request is malformed, or holds what must not be lost
	 * and cannot be carried; its {@code param} is the path of the field
	 */
	static Translated translate(JsonNode request, UpstreamModel model) {
		RequestField root = RequestField.root(request);
		for (String name : List.of("functions", "function_call")) {
			if (root.get(name).present()) {
				throw root.get(name).unsupported("use tools and tool_choice");
			}
		}
		GeminiGeneration generation = GeminiGeneration.of(model.name());
		Set<String> dropped = new LinkedHashSet<>();
		ObjectNode body = JsonNodeFactory.instance.objectNode();
		new GeminiContents(generation, dropped).write(root.get("messages"), body);
		GeminiTools.write(root, generation, body, dropped);
		ObjectNode config = GenerationConfig.of(root, generation, dropped);
		GoogleExtensions.write(root, generation, body, config, dropped);
		if (!config.isEmpty()) {
			body.set("generationConfig", config);
		}
		serviceTier(root.get("service_tier"), body, dropped);
		for (Map.Entry<String, JsonNode> property : request.properties()) {
			if (!KNOWN.contains(property.getKey()) && !property.getValue().isNull()) {
				dropped.add(property.getKey());
			}
		}
		return new Translated(body, List.copyOf(dropped));
	}

	private static void serviceTier(RequestField field, ObjectNode body, Set<String> dropped) {
		String tier = field.optionalString();
		if (tier == null) {
			return;
		}
		switch (tier) {
			case "flex", "priority" -> body.put("serviceTier", tier);
			case "auto", "default" -> {
			}
			default -> dropped.add("service_tier");
		}
	}

	/**
	 * A request for Gemini.
	 *
	 * @param body the body of {@code generateContent}, without the model
	 * @param dropped the names of the caller's fields that have no place at Gemini
	 */
	record Translated(ObjectNode body, List<String> dropped) {

	}

}
