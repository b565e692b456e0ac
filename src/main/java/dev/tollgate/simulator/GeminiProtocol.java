package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's own API, with its strictness about unknown fields.
 */
final class GeminiProtocol implements Protocol {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final String MODELS = "/v1beta/models";

	private static final Set<String> FIELDS = Set.of("model", "contents", "systemInstruction", "tools", "toolConfig",
			"safetySettings", "generationConfig", "cachedContent", "serviceTier", "store");

	private static final Set<String> COUNT_FIELDS = Set.of("model", "contents", "generateContentRequest");

	private static final Set<String> CONFIG = Set.of("temperature", "topP", "topK", "candidateCount", "maxOutputTokens",
			"stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities",
			"responseLogprobs", "logprobs", "presencePenalty", "frequencyPenalty", "seed", "thinkingConfig",
			"speechConfig", "imageConfig", "mediaResolution", "enableEnhancedCivicAnswers", "responseFormat");

	private final PromptCache cache = new PromptCache();

	@Override
	public Reply answer(Exchange exchange) {
		authenticate(exchange);
		if (exchange.method().equals("GET") && exchange.path().equals(MODELS)) {
			return models();
		}
		int colon = exchange.path().lastIndexOf(':');
		if (!exchange.method().equals("POST") || !exchange.path().startsWith(MODELS + "/") || colon < 0) {
			throw new Refusal(GeminiErrors.of(404, "Requested entity was not found.", "NOT_FOUND"));
		}
		String model = exchange.path().substring(MODELS.length() + 1, colon);
		String action = exchange.path().substring(colon + 1);
		if (model.contains("does-not-exist") || !model.startsWith("gem")) {
			throw new Refusal(GeminiErrors.of(404,
					"models/" + model + " is not found for API version v1beta, or is not supported for " + action + ".",
					"NOT_FOUND"));
		}
		if (!(exchange.body() instanceof ObjectNode sent)) {
			throw GeminiErrors.invalid("Invalid JSON payload received. Unexpected token.");
		}
		ObjectNode body = (ObjectNode) GeminiNames.camelCase(sent);
		return switch (action) {
			case "generateContent" -> generate(exchange, model, body, null);
			case "streamGenerateContent" -> generate(exchange, model, body,
					"sse".equals(exchange.query().get("alt")) ? Reply.Framing.GEMINI : Reply.Framing.ARRAY);
			case "countTokens" -> count(model, body);
			case "embedContent" -> EmbedContent.one(model, body).reply(exchange.faults());
			case "batchEmbedContents" -> EmbedContent.batch(model, body).reply(exchange.faults());
			default -> throw new Refusal(GeminiErrors.of(404, "Requested entity was not found.", "NOT_FOUND"));
		};
	}

	@Override
	public Reply.Whole failure(int status, Faults faults) {
		return GeminiErrors.failure(status, faults);
	}

	/** An answer without candidates, in which the prompt is judged. */
	@Override
	public Reply blocked(Exchange exchange) {
		return answer(exchange);
	}

	/** Where a growing array was asked for, an error comes as an array of one. */
	@Override
	public Reply.Whole refused(Exchange exchange, Reply.Whole error) {
		boolean array = exchange.path().endsWith(":streamGenerateContent")
				&& !"sse".equals(exchange.query().get("alt"));
		return array ? Reply.Whole.of(error.status(), JSON.arrayNode().add(error.body())) : error;
	}

	@Override
	public Reply.Whole malformed(String message) {
		return GeminiErrors.of(400, message, "INVALID_ARGUMENT");
	}

	void clear() {
		this.cache.clear();
	}

	private Reply generate(Exchange exchange, String model, ObjectNode body, Reply.@Nullable Framing framing) {
		if (EmbedContent.isModel(model)) {
			throw new Refusal(GeminiErrors.of(404,
					"models/" + model
							+ " is not found for API version v1beta, or is not supported for generateContent.",
					"NOT_FOUND"));
		}
		check(body, FIELDS, "");
		JsonNode config = body.path("generationConfig");
		if (config.isObject()) {
			check((ObjectNode) config, CONFIG, " at 'generation_config'");
		}
		Prompt prompt = GeminiPrompts.read(body, model, thinks(model, config.path("thinkingConfig")));
		boolean caches = !model.matches("gemini-(1|2\\.0).*");
		InputCount input = InputCount.of(prompt, 0, this.cache, caches ? 128 : 0, 1024, exchange.faults());
		List<Answer> answers = IntStream.range(0, prompt.choices())
			.mapToObj((choice) -> Answers.answer(prompt, choice, exchange.faults(), true))
			.toList();
		boolean shown = config.path("thinkingConfig").path("includeThoughts").asBoolean(false);
		GenerateContent content = new GenerateContent(exchange, model, answers, input, shown);
		if (exchange.faults().has("blocked")) {
			return content.blocked(framing);
		}
		return (framing != null) ? content.streamed(framing) : content.whole();
	}

	private static boolean thinks(String model, JsonNode thinking) {
		boolean able = !model.matches("gemini-(1|2\\.0).*") && model.startsWith("gemini-");
		if (!able && thinking.isObject() && !thinking.isEmpty()) {
			throw GeminiErrors.invalid("Unable to submit request because thinking is not supported by this model.");
		}
		if (thinking.has("thinkingBudget") && thinking.has("thinkingLevel")) {
			throw GeminiErrors.invalid("You can only set only one of thinking budget and thinking level.");
		}
		return able && thinking.path("thinkingBudget").asInt(-1) != 0;
	}

	private Reply count(String model, ObjectNode body) {
		check(body, COUNT_FIELDS, "");
		JsonNode request = body.has("generateContentRequest") ? body.get("generateContentRequest") : body;
		if (request instanceof ObjectNode object && body.has("generateContentRequest")) {
			check(object, FIELDS, " at 'generate_content_request'");
		}
		Prompt prompt = GeminiPrompts.read(request, model, false);
		InputCount input = InputCount.of(prompt, 0, this.cache, 0, 0, Faults.NONE);
		ObjectNode root = JSON.objectNode().put("totalTokens", input.total());
		root.set("promptTokensDetails", GenerateContent.details(input));
		return Reply.Whole.of(200, root);
	}

	static void check(ObjectNode object, Set<String> known, String where) {
		List<String> unknown = new ArrayList<>(object.propertyNames());
		unknown.removeAll(known);
		if (!unknown.isEmpty()) {
			throw GeminiErrors.invalid("Invalid JSON payload received. Unknown name \"" + unknown.getFirst() + "\""
					+ where + ": Cannot find field.");
		}
	}

	private static void authenticate(Exchange exchange) {
		String inQuery = exchange.query().getOrDefault("key", "");
		String key = exchange.headers().get("x-goog-api-key", inQuery);
		if (key.isEmpty()) {
			throw new Refusal(GeminiErrors.of(403,
					"Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
					"PERMISSION_DENIED"));
		}
		if (key.equals("invalid")) {
			throw new Refusal(GeminiErrors.badKey());
		}
	}

	private static Reply.Whole models() {
		ObjectNode root = JSON.objectNode();
		for (String name : List.of("gemini-2.0-flash", "gemini-2.0-flash-lite", "gemini-2.5-flash", "gemini-2.5-pro",
				"gemini-3-flash", "gemini-3-pro")) {
			ObjectNode model = root.withArray("models").addObject().put("name", "models/" + name);
			model.put("version", "001").put("displayName", name).put("inputTokenLimit", 1_048_576);
			model.put("outputTokenLimit", 65_536)
				.withArray("supportedGenerationMethods")
				.add("generateContent")
				.add("countTokens");
		}
		root.withArray("models")
			.addObject()
			.put("name", "models/gemini-embedding-2")
			.put("version", "2")
			.put("displayName", "gemini-embedding-2")
			.put("inputTokenLimit", 8192)
			.put("outputTokenLimit", 1)
			.withArray("supportedGenerationMethods")
			.add("embedContent");
		return new Reply.Whole(200, Map.of(), root, SimulatedCall.Usage.NONE, 0);
	}

}
