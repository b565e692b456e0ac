package dev.tollgate.api;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;

/**
 * Reads what is to be embedded: a text, a list of texts, the tokens of a text, or a list
 * of such.
 */
final class EmbeddingInput {

	private static final String NAME = "input";

	/** OpenAI's own limit, by its API reference. */
	private static final int MAX_TEXTS = 2048;

	private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

	private final JsonCursor cursor;

	private long bytes;

	private long tokens;

	private EmbeddingInput(byte[] json) {
		this.cursor = new JsonCursor().on(json, 0, json.length);
	}

	/** Reads OpenAI's {@code input}. */
	static EmbeddingInput of(JsonBody body, Fields fields) {
		JsonMember input = fields.required(NAME);
		EmbeddingInput reading = new EmbeddingInput(body.json(input));
		switch (input.kind()) {
			case STRING -> reading.text();
			case ARRAY -> reading.list();
			default -> throw wrongType();
		}
		return reading;
	}

	/** How many bytes of a part of a body in Gemini's protocol are text to embed. */
	static int textSize(JsonBody body, String name) {
		JsonMember member = body.member(name);
		if (member == null) {
			return 0;
		}
		EmbeddingInput reading = new EmbeddingInput(body.json(member));
		reading.texts();
		return reading.textSize();
	}

	/** The size as text of all that is to be embedded, in bytes. */
	int textSize() {
		return Math.toIntExact(this.bytes + ChatRequest.BYTES_PER_TOKEN * this.tokens);
	}

	private void list() {
		int size = 0;
		JsonKind kind = null;
		this.cursor.enterArray();
		while (this.cursor.nextElement()) {
			JsonKind next = this.cursor.kind();
			if (kind != null && next != kind) {
				throw wrongType();
			}
			kind = next;
			size++;
			element(kind);
		}
		if (size == 0) {
			throw empty();
		}
		if (kind != JsonKind.NUMBER && size > MAX_TEXTS) {
			throw new InvalidRequest("The field 'input' must not have more than " + MAX_TEXTS + " elements",
					"invalid_value", NAME);
		}
	}

	private void element(JsonKind kind) {
		switch (kind) {
			case STRING -> text();
			case NUMBER -> token();
			case ARRAY -> {
				int size = 0;
				this.cursor.enterArray();
				while (this.cursor.nextElement()) {
					size++;
					token();
				}
				if (size == 0) {
					throw empty();
				}
			}
			default -> throw wrongType();
		}
	}

	private void text() {
		int start = this.cursor.position();
		this.cursor.skip();
		// without its quotes
		int size = this.cursor.at() - start - 2;
		if (size == 0) {
			throw empty();
		}
		this.bytes += size;
	}

	private void token() {
		if (this.cursor.kind() != JsonKind.NUMBER || this.cursor.integer(-1) < 0) {
			throw wrongType();
		}
		this.tokens++;
	}

	/** Adds up all strings that are named so, however deep they are. */
	private void texts() {
		switch (this.cursor.kind()) {
			case OBJECT -> {
				this.cursor.enterObject();
				while (this.cursor.nextMember()) {
					if (this.cursor.nameIs(TEXT) && this.cursor.kind() == JsonKind.STRING) {
						int start = this.cursor.position();
						this.cursor.skip();
						this.bytes += this.cursor.at() - start - 2;
					}
					else {
						texts();
					}
				}
			}
			case ARRAY -> {
				this.cursor.enterArray();
				while (this.cursor.nextElement()) {
					texts();
				}
			}
			default -> this.cursor.skip();
		}
	}

	private static InvalidRequest wrongType() {
		return Fields.wrongType(NAME, "a string, an array of strings, an array of tokens or an array of such arrays");
	}

	private static InvalidRequest empty() {
		return new InvalidRequest("The field 'input' must not be empty, nor hold what is empty", "invalid_value", NAME);
	}

}
