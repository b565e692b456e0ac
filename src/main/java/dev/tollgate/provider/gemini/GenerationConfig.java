package dev.tollgate.provider.gemini;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.provider.RequestField;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates what steers the sampling of one request into Gemini's
 * {@code generationConfig}.
 */
final class GenerationConfig {

	private static final int MAX_STOP_SEQUENCES = 5;

	private static final int MAX_CANDIDATES = 8;

	private final RequestField request;

	private final GeminiGeneration generation;

	private final Set<String> dropped;

	private final ObjectNode config = JsonNodeFactory.instance.objectNode();

	private GenerationConfig(RequestField request, GeminiGeneration generation, Set<String> dropped) {
		this.request = request;
		this.generation = generation;
		this.dropped = dropped;
	}

	static ObjectNode of(RequestField request, GeminiGeneration generation, Set<String> dropped) {
		GenerationConfig config = new GenerationConfig(request, generation, dropped);
		config.sampling();
		config.limits();
		config.probabilities();
		config.responseFormat();
		config.modalities();
		config.reasoning();
		return config.config;
	}

	private void sampling() {
		for (Map.Entry<String, String> name : List.of(Map.entry("temperature", "temperature"),
				Map.entry("top_p", "topP"), Map.entry("presence_penalty", "presencePenalty"),
				Map.entry("frequency_penalty", "frequencyPenalty"))) {
			RequestField field = this.request.get(name.getKey());
			if (!field.present()) {
				continue;
			}
			if (this.generation.thinksByLevel() && name.getKey().endsWith("_penalty")) {
				field.number();
				this.dropped.add(name.getKey());
				continue;
			}
			this.config.set(name.getValue(), field.number());
		}
		RequestField seed = this.request.get("seed");
		if (seed.present()) {
			// Gemini's seed has 32 bits: a longer one is folded, the same one always
			// alike
			long value = seed.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
			this.config.put("seed", ((int) value == value) ? (int) value : Long.hashCode(value));
		}
	}

	private void limits() {
		RequestField newer = this.request.get("max_completion_tokens");
		RequestField limit = newer.present() ? newer : this.request.get("max_tokens");
		if (limit.present()) {
			this.config.put("maxOutputTokens", (int) limit.wholeNumber(1, Integer.MAX_VALUE));
		}
		RequestField n = this.request.get("n");
		if (n.present()) {
			int candidates = (int) n.wholeNumber(1, MAX_CANDIDATES);
			if (candidates > 1) {
				this.config.put("candidateCount", candidates);
			}
		}
		RequestField stop = this.request.get("stop");
		if (stop.isString()) {
			this.config.putArray("stopSequences").add(stop.string());
		}
		else if (stop.present()) {
			stopSequences(stop);
		}
	}

	private void stopSequences(RequestField stop) {
		if (!stop.node().isArray()) {
			throw stop.wrongType("a string or an array of strings");
		}
		if (stop.node().size() > MAX_STOP_SEQUENCES) {
			throw stop.invalid("at most " + MAX_STOP_SEQUENCES + " sequences");
		}
		ArrayNode sequences = JsonNodeFactory.instance.arrayNode();
		stop.elements().forEach((sequence) -> sequences.add(sequence.string()));
		if (!sequences.isEmpty()) {
			this.config.set("stopSequences", sequences);
		}
	}

	private void probabilities() {
		RequestField logprobs = this.request.get("logprobs");
		if (logprobs.present() && logprobs.bool()) {
			this.config.put("responseLogprobs", true);
		}
		RequestField top = this.request.get("top_logprobs");
		if (top.present()) {
			this.config.put("logprobs", (int) top.wholeNumber(0, 20));
		}
	}

	private void responseFormat() {
		RequestField format = this.request.get("response_format");
		if (!format.present()) {
			return;
		}
		RequestField type = format.object().get("type");
		switch (type.string()) {
			case "text" -> {
			}
			case "json_object" -> this.config.put("responseMimeType", "application/json");
			case "json_schema" -> {
				this.config.put("responseMimeType", "application/json");
				schema(format.get("json_schema").object().get("schema"));
			}
			default -> throw type.unsupported("Gemini takes text, json_object and json_schema");
		}
	}

	private void schema(RequestField schema) {
		if (!schema.present()) {
			return;
		}
		if (this.generation.readsJsonSchema()) {
			this.config.set("responseJsonSchema", schema.object().node());
		}
		else {
			this.config.set("responseSchema", GeminiSchema.of(schema.object()));
		}
	}

	private void modalities() {
		List<RequestField> modalities = this.request.get("modalities").elements();
		if (modalities.isEmpty()) {
			return;
		}
		ArrayNode names = this.config.putArray("responseModalities");
		for (RequestField modality : modalities) {
			names.add(switch (modality.string()) {
				case "text" -> "TEXT";
				case "image" -> "IMAGE";
				case "audio" -> "AUDIO";
				default -> throw modality.unsupported("Gemini answers text, image and audio");
			});
		}
	}

	private void reasoning() {
		String effort = this.request.get("reasoning_effort").optionalString();
		if (effort == null) {
			return;
		}
		int rank = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max").indexOf(effort);
		if (rank < 0) {
			throw this.request.get("reasoning_effort")
				.invalid("must be none, minimal, low, medium, high, xhigh or max");
		}
		if (!this.generation.thinks()) {
			this.dropped.add("reasoning_effort");
		}
		else if (this.generation.thinksByLevel()) {
			this.config.putObject("thinkingConfig").put("thinkingLevel", level(rank));
		}
		else {
			this.config.putObject("thinkingConfig").put("thinkingBudget", budget(rank));
		}
	}

	private String level(int rank) {
		return switch (rank) {
			// the pro models have no level below LOW, and the first of them no MEDIUM
			case 0, 1 -> this.generation.pro() ? "LOW" : "MINIMAL";
			case 2 -> "LOW";
			case 3 -> (this.generation.pro() && this.generation.major() == 3 && this.generation.minor() == 0) ? "HIGH"
					: "MEDIUM";
			default -> "HIGH";
		};
	}

	private int budget(int rank) {
		return switch (rank) {
			// 2.5 Pro cannot stop thinking; 128 is its least
			case 0 -> this.generation.pro() ? 128 : 0;
			case 1, 2 -> 1024;
			case 3 -> 8192;
			default -> 24576;
		};
	}

}
