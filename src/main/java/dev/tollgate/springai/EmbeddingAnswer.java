package dev.tollgate.springai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.Json;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.embedding.Embedding;

/**
 * Reads the vectors of an answer in OpenAI's protocol. Compatible servers that know no
 * {@code encoding_format} write them as numbers whatever was asked.
 */
final class EmbeddingAnswer {

	private EmbeddingAnswer() {
	}

	/** Reads the array {@code data}, in the order of the texts. */
	static List<Embedding> read(byte[] json) {
		List<Embedding> embeddings = new ArrayList<>();
		for (JsonNode one : Json.MAPPER.readTree(json).path("data")) {
			embeddings.add(new Embedding(vector(one.path("embedding")), one.path("index").asInt(embeddings.size())));
		}
		embeddings.sort(Comparator.comparing(Embedding::getIndex));
		return embeddings;
	}

	private static float[] vector(JsonNode vector) {
		if (vector.isString()) {
			return decoded(vector.asString());
		}
		float[] numbers = new float[vector.size()];
		for (int i = 0; i < numbers.length; i++) {
			numbers[i] = vector.get(i).floatValue();
		}
		return numbers;
	}

	private static float[] decoded(String base64) {
		try {
			ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
			float[] numbers = new float[bytes.remaining() / Float.BYTES];
			bytes.asFloatBuffer().get(numbers);
			return numbers;
		}
		catch (IllegalArgumentException ex) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "A vector of the provider's answer is no base64");
		}
	}

}
