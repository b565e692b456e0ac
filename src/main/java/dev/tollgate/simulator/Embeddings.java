package dev.tollgate.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's embeddings.
 *
 * @param model the model
 * @param dimensions how many numbers a vector has
 * @param base64 whether vectors are written as bytes
 * @param texts what is embedded; tokens stand for words
 * @param tokens how many tokens that is
 */
record Embeddings(String model, int dimensions, boolean base64, List<String> texts, long tokens) {

	private static final int SMALL = 1536;

	private static final int LARGE = 3072;

	private static final int MAX_TEXTS = 2048;

	private static final int MAX_TOKENS = 8192;

	private static final int MAX_TOKENS_TOGETHER = 300_000;

	static boolean isModel(String model) {
		return model.startsWith("text-embedding-");
	}

	static Embeddings of(JsonNode body, String model) {
		if (model.matches("(gpt|chatgpt|o\\d).*")) {
			throw new Refusal(OpenAiErrors.of(403, "You are not allowed to generate embeddings from this model",
					OpenAiErrors.INVALID, null, null));
		}
		List<String> texts = new ArrayList<>();
		long tokens = 0;
		for (JsonNode text : inputs(body.path("input"))) {
			int size = text.isString() ? Tokens.count(text.asString()) : text.size();
			if (size == 0) {
				throw wrongInput();
			}
			if (size > MAX_TOKENS) {
				throw OpenAiErrors.invalid(
						"This model's maximum context length is %d tokens, however you requested %d tokens (%d in your prompt; 0 for the completion). Please reduce your prompt; or completion length."
							.formatted(MAX_TOKENS, size, size),
						null, null);
			}
			tokens += size;
			texts.add(text.isString() ? text.asString() : text.toString());
		}
		if (tokens > MAX_TOKENS_TOGETHER) {
			throw OpenAiErrors.invalid(
					"Requested %d tokens, max %d tokens per request".formatted(tokens, MAX_TOKENS_TOGETHER), null,
					"max_tokens_per_request");
		}
		return new Embeddings(model, dimensions(body, model),
				"base64".equals(body.path("encoding_format").asString("")), texts, tokens);
	}

	private static List<JsonNode> inputs(JsonNode input) {
		if (input.isString()) {
			return List.of(input);
		}
		if (!input.isArray() || input.isEmpty()) {
			throw wrongInput();
		}
		if (input.path(0).isNumber()) {
			return List.of(input);
		}
		if (input.size() > MAX_TEXTS) {
			throw OpenAiErrors.invalid(
					"Invalid 'input': array too long. Expected an array with maximum length %d, but got an array with length %d instead."
						.formatted(MAX_TEXTS, input.size()),
					"input", "array_above_max_length");
		}
		return List.copyOf(((ArrayNode) input).values());
	}

	private static Refusal wrongInput() {
		return OpenAiErrors.invalid(
				"'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
				null, null);
	}

	private static int dimensions(JsonNode body, String model) {
		int full = model.contains("large") ? LARGE : SMALL;
		JsonNode asked = body.path("dimensions");
		if (!asked.isNumber()) {
			return full;
		}
		if (model.contains("ada")) {
			throw OpenAiErrors.invalid("This model does not support specifying dimensions.", null, null);
		}
		if (asked.asInt(0) < 1 || asked.asInt(0) > full) {
			throw OpenAiErrors.invalid(
					"Invalid value for 'dimensions' = %s. Must be less than or equal to %d.".formatted(asked, full),
					null, null);
		}
		return asked.asInt(full);
	}

	Reply reply(Faults faults, Map<String, String> headers) {
		ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
		ArrayNode data = root.putArray("data");
		for (String text : this.texts) {
			float[] vector = TextVector.of(text, this.dimensions);
			ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
			if (this.base64) {
				one.put("embedding", base64(vector));
			}
			else {
				// a node a number would be a hundred times as large
				one.putPOJO("embedding", vector);
			}
		}
		root.put("model", this.model);
		UsageShape shape = faults.usage();
		if (shape == UsageShape.NULL) {
			root.putNull("usage");
		}
		else if (shape != UsageShape.NONE) {
			root.set("usage",
					shape.bend(JsonNodeFactory.instance.objectNode()
						.put("prompt_tokens", this.tokens)
						.put("total_tokens", this.tokens)));
		}
		return new Reply.Whole(200, headers, root, new SimulatedCall.Usage(this.tokens, 0, 0, 0, 0), 1);
	}

	private static String base64(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

}
