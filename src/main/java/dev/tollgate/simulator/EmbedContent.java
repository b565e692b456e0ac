package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's embeddings, of one content or of several. Their usage is reported only where a
 * marker asks for it.
 *
 * @param batch whether there are several
 * @param vectors the vectors
 * @param tokens how many tokens were sent
 */
record EmbedContent(boolean batch, List<float[]> vectors, long tokens) {

	private static final int FULL = 3072;

	private static final int MAX_BATCH = 100;

	private static final Set<String> FIELDS = Set.of("model", "content", "taskType", "title", "outputDimensionality",
			"embedContentConfig");

	/** Shapes with which it says what was sent; by itself it does not. */
	private static final Set<UsageShape> REPORTED = Set.of(UsageShape.LAST, UsageShape.ZERO, UsageShape.NEGATIVE,
			UsageShape.HUGE);

	static boolean isModel(String model) {
		return model.startsWith("gemini-embedding-");
	}

	static EmbedContent one(String model, ObjectNode body) {
		return of(false, model, List.of(body));
	}

	static EmbedContent batch(String model, ObjectNode body) {
		GeminiProtocol.check(body, Set.of("requests"), "");
		JsonNode requests = body.path("requests");
		if (requests.isEmpty()) {
			throw GeminiErrors.invalid("* BatchEmbedContentsRequest.requests: requests is not specified\n");
		}
		if (requests.size() > MAX_BATCH) {
			throw GeminiErrors.invalid(
					"* BatchEmbedContentsRequest.requests: at most " + MAX_BATCH + " requests can be in one batch\n");
		}
		List<ObjectNode> all = new ArrayList<>();
		for (JsonNode request : requests) {
			if (!(request instanceof ObjectNode object)
					|| !object.path("model").asString("").equals("models/" + model)) {
				throw GeminiErrors.invalid("* BatchEmbedContentsRequest.requests[" + all.size()
						+ "].model: must be the same as the model of the batch\n");
			}
			all.add(object);
		}
		return of(true, model, all);
	}

	private static EmbedContent of(boolean batch, String model, List<ObjectNode> requests) {
		if (!isModel(model)) {
			throw new Refusal(GeminiErrors.of(404,
					"models/" + model + " is not found for API version v1beta, or is not supported for "
							+ (batch ? "batchEmbedContents" : "embedContent") + ".",
					"NOT_FOUND"));
		}
		List<float[]> vectors = new ArrayList<>();
		long tokens = 0;
		for (ObjectNode request : requests) {
			GeminiProtocol.check(request, FIELDS, "");
			String text = text(request.path("content"));
			vectors.add(TextVector.of(text, dimensions(request)));
			tokens += Math.max(1, Tokens.count(text));
		}
		return new EmbedContent(batch, vectors, tokens);
	}

	private static String text(JsonNode content) {
		JsonNode parts = content.path("parts");
		StringBuilder text = new StringBuilder();
		for (JsonNode part : parts.isObject() ? List.of(parts) : parts) {
			text.append(part.path("text").asString(""));
		}
		if (parts.isEmpty()) {
			throw GeminiErrors.invalid("* EmbedContentRequest.content: contents is not specified\n");
		}
		return text.toString();
	}

	private static int dimensions(ObjectNode request) {
		JsonNode asked = request.has("outputDimensionality") ? request.path("outputDimensionality")
				: request.path("embedContentConfig").path("outputDimensionality");
		if (!asked.isNumber()) {
			return FULL;
		}
		if (asked.asInt(0) < 1 || asked.asInt(0) > FULL) {
			throw GeminiErrors.invalid("* EmbedContentRequest.output_dimensionality: must be from 1 to " + FULL + "\n");
		}
		return asked.asInt(FULL);
	}

	Reply reply(Faults faults) {
		ObjectNode root = JsonNodeFactory.instance.objectNode();
		for (float[] vector : this.vectors) {
			ObjectNode one = this.batch ? root.withArray("embeddings").addObject() : root.putObject("embedding");
			one.putPOJO("values", vector);
		}
		ObjectNode usage = usage(faults.usage());
		if (usage != null) {
			root.set("usageMetadata", usage);
		}
		return new Reply.Whole(200, Map.of(), root, new SimulatedCall.Usage(this.tokens, 0, 0, 0, 0), 1);
	}

	private @Nullable ObjectNode usage(UsageShape shape) {
		return REPORTED.contains(shape)
				? shape.bend(JsonNodeFactory.instance.objectNode().put("promptTokenCount", this.tokens)) : null;
	}

}
