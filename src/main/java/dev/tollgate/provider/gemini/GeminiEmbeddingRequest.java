package dev.tollgate.provider.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI request for embeddings as Gemini takes it: one text as the body of
 * {@code embedContent}, several as that of {@code batchEmbedContents}.
 *
 * @param body the body
 * @param size how many texts there are
 * @param base64 whether the caller wants vectors as bytes rather than as numbers
 * @param dropped the names of the caller's fields that have no place at Gemini
 */
record GeminiEmbeddingRequest(ObjectNode body, int size, boolean base64, List<String> dropped) {

	private static final Set<String> KNOWN = Set.of("model", "input", "dimensions", "encoding_format", "stream");

	private static final int MAX_DIMENSIONS = 65_536;

	/**
	 * Translates a request.
	 * @param request the caller's request
	 * @param model the name of the model that will be asked
	 * @return the body and what could not be carried
	 * @throws InvalidRequest if the texts are tokens, which only the model that they were
	 * made for could read
	 */
	static GeminiEmbeddingRequest of(JsonNode request, String model) {
		RequestField root = RequestField.root(request);
		List<String> texts = texts(root.get("input").required());
		RequestField dimensions = root.get("dimensions");
		Long length = dimensions.present() ? dimensions.wholeNumber(1, MAX_DIMENSIONS) : null;
		List<String> dropped = new ArrayList<>();
		for (Map.Entry<String, JsonNode> property : request.properties()) {
			if (!KNOWN.contains(property.getKey()) && !property.getValue().isNull()) {
				dropped.add(property.getKey());
			}
		}
		ObjectNode body = JsonNodeFactory.instance.objectNode();
		if (texts.size() == 1) {
			write(texts.getFirst(), model, length, body);
		}
		else {
			ArrayNode requests = body.putArray("requests");
			texts.forEach((text) -> write(text, model, length, requests.addObject()));
		}
		boolean base64 = "base64".equals(root.get("encoding_format").optionalString());
		return new GeminiEmbeddingRequest(body, texts.size(), base64, List.copyOf(dropped));
	}

	private static List<String> texts(RequestField input) {
		return input.isString() ? List.of(input.string())
				: input.elements().stream().map(GeminiEmbeddingRequest::text).toList();
	}

	private static String text(RequestField element) {
		if (!element.isString()) {
			throw new InvalidRequest("Unsupported value for 'input': the model takes texts, no tokens",
					"unsupported_value", "input");
		}
		return element.string();
	}

	private static void write(String text, String model, @Nullable Long dimensions, ObjectNode request) {
		request.put("model", "models/" + model);
		request.putObject("content").putArray("parts").addObject().put("text", text);
		if (dimensions != null) {
			request.put("outputDimensionality", dimensions);
		}
	}

	/** Whether several texts are sent at once. */
	boolean batch() {
		return this.size > 1;
	}

}
