package dev.tollgate.provider.gemini;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonMember;
import io.netty.buffer.ByteBufInputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Turns the vectors of Gemini's answer into OpenAI's, number by number: an answer of
 * thousands of vectors makes no tree of them.
 */
final class GeminiVectors {

	private final JsonParser in;

	private final JsonGenerator out;

	private final boolean base64;

	private int written;

	private float[] numbers = new float[4096];

	private GeminiVectors(JsonParser in, JsonGenerator out, boolean base64) {
		this.in = in;
		this.out = out;
		this.base64 = base64;
	}

	/**
	 * Translates an answer.
	 * @param answer the answer of {@code embedContent} or {@code batchEmbedContents}
	 * @param size how many vectors it must have
	 * @param base64 whether they are written as the base64 of little-endian floats, as
	 * OpenAI's {@code encoding_format} has it
	 * @return the array {@code data}
	 * @throws GatewayException if the answer does not have them
	 */
	static byte[] toOpenAi(JsonBody answer, int size, boolean base64) {
		JsonMember one = answer.member("embedding");
		JsonMember vectors = (one != null) ? one : answer.member("embeddings");
		if (vectors == null) {
			throw unreadable();
		}
		int length = vectors.end() - vectors.start();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(base64 ? length / 2 : length + length / 8);
		int start = answer.bytes().readerIndex() + vectors.start();
		InputStream source = new ByteBufInputStream(answer.bytes().slice(start, length));
		try (JsonParser in = Json.MAPPER.createParser(source); JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
			GeminiVectors translation = new GeminiVectors(in, out, base64);
			out.writeStartArray();
			translation.translate();
			out.writeEndArray();
			if (translation.written != size) {
				throw unreadable();
			}
		}
		return bytes.toByteArray();
	}

	private void translate() {
		if (this.in.nextToken() == JsonToken.START_OBJECT) {
			vector();
			return;
		}
		expect(JsonToken.START_ARRAY);
		while (this.in.nextToken() == JsonToken.START_OBJECT) {
			vector();
		}
		expect(JsonToken.END_ARRAY);
	}

	private void vector() {
		this.out.writeStartObject();
		this.out.writeStringProperty("object", "embedding");
		this.out.writeNumberProperty("index", this.written++);
		boolean found = false;
		while (this.in.nextToken() == JsonToken.PROPERTY_NAME) {
			boolean values = this.in.currentName().equals("values");
			this.in.nextToken();
			if (values && !found) {
				found = true;
				expect(JsonToken.START_ARRAY);
				this.out.writeName("embedding");
				values();
			}
			else {
				this.in.skipChildren();
			}
		}
		if (!found) {
			throw unreadable();
		}
		this.out.writeEndObject();
	}

	private void values() {
		if (this.base64) {
			this.out.writeString(base64());
			return;
		}
		this.out.writeStartArray();
		while (this.in.nextToken() != JsonToken.END_ARRAY) {
			number();
			// the digits as they came
			this.out.writeNumber(this.in.getString());
		}
		this.out.writeEndArray();
	}

	private String base64() {
		int length = 0;
		while (this.in.nextToken() != JsonToken.END_ARRAY) {
			number();
			if (length == this.numbers.length) {
				this.numbers = Arrays.copyOf(this.numbers, 2 * length);
			}
			this.numbers[length++] = this.in.getFloatValue();
		}
		ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(this.numbers, 0, length);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

	private void number() {
		JsonToken token = this.in.currentToken();
		if (token == null || !token.isNumeric()) {
			throw unreadable();
		}
	}

	private void expect(JsonToken token) {
		if (this.in.currentToken() != token) {
			throw unreadable();
		}
	}

	private static GatewayException unreadable() {
		return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
				"The provider's answer has not the embeddings asked for");
	}

}
