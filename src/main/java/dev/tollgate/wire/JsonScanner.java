package dev.tollgate.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * Reads one JSON object as its bytes arrive, keeps none of them, and remembers where its
 * outermost members and its long strings lie. It accepts exactly RFC 8259 in UTF-8, minus
 * nesting, value counts and names that only an attacker sends, and never recurses.
 */
final class JsonScanner {

	/** Strings from this length on are remembered, so that media need not be parsed. */
	static final int LONG_STRING = 4096;

	private static final int MAX_DEPTH = 200;

	static final int MAX_VALUES = 500_000;

	private static final int MAX_MEMBERS = 256;

	private static final int MAX_NAME = 128;

	/** Of names further in, which Jackson may have to read. */
	private static final int MAX_INNER_NAME = 50_000;

	private static final int VALUE = 0;

	private static final int VALUE_OR_END = 1;

	private static final int KEY = 2;

	private static final int KEY_OR_END = 3;

	private static final int COLON = 4;

	private static final int COMMA_OR_END = 5;

	private static final int DONE = 6;

	private static final int STRING = 7;

	private static final int NUMBER = 8;

	private static final int LITERAL = 9;

	private final List<JsonMember> members = new ArrayList<>(12);

	private final List<LongString> longStrings = new ArrayList<>(0);

	private final long[] arrays = new long[(MAX_DEPTH + 64) / 64];

	private final StringState string = new StringState();

	private final NumberState number = new NumberState();

	private final byte[] name = new byte[MAX_NAME];

	private final int maxValues;

	private int nameLength;

	/** The bytes of all strings that are values. */
	private int textSize;

	private int state = VALUE;

	private int depth;

	private int values;

	private int base;

	private boolean key;

	private String literal = "";

	private int literalRead;

	private int keyStart;

	private int valueStart;

	private JsonKind valueKind = JsonKind.NULL;

	JsonScanner() {
		this(MAX_VALUES);
	}

	JsonScanner(int maxValues) {
		this.maxValues = maxValues;
	}

	/**
	 * Reads on.
	 * @param chunk the next bytes; its indices stay as they are
	 * @throws MalformedJsonException as soon as the bytes cannot become an object
	 */
	void feed(ByteBuf chunk) {
		int length = chunk.readableBytes();
		if (chunk.nioBufferCount() == 1) {
			scan(chunk.internalNioBuffer(chunk.readerIndex(), length), length);
			return;
		}
		for (ByteBuffer part : chunk.nioBuffers()) {
			scan(part, part.remaining());
		}
	}

	/**
	 * Ends the reading.
	 * @throws MalformedJsonException if the object is not complete
	 */
	void finish() {
		if (this.state != DONE) {
			throw new MalformedJsonException(
					(this.base == 0) ? "The body is empty" : "The body ends before its JSON does");
		}
	}

	List<JsonMember> members() {
		return this.members;
	}

	int textSize() {
		return this.textSize;
	}

	List<LongString> longStrings() {
		return this.longStrings;
	}

	private void scan(ByteBuffer bytes, int length) {
		int offset = bytes.position();
		int end = offset + length;
		// positions are kept relative to the body, so that they survive the chunk
		this.base -= offset;
		int at = offset;
		while (at < end) {
			at = switch (this.state) {
				case STRING -> inString(bytes, at, end);
				case NUMBER -> inNumber(bytes, at, end);
				case LITERAL -> inLiteral(bytes, at);
				default -> structure(bytes.get(at), at);
			};
		}
		this.base += end;
	}

	private int structure(byte next, int at) {
		if (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
			return at + 1;
		}
		switch (this.state) {
			case VALUE -> value(next, at);
			case VALUE_OR_END -> {
				if (next == ']') {
					close(at);
				}
				else {
					value(next, at);
				}
			}
			case KEY -> key(next, at);
			case KEY_OR_END -> {
				if (next == '}') {
					close(at);
				}
				else {
					key(next, at);
				}
			}
			case COLON -> {
				expect(next == ':', next, at);
				this.state = VALUE;
			}
			case COMMA_OR_END -> separator(next, at);
			default -> throw new MalformedJsonException("There is more after the end of the JSON");
		}
		// a number's first byte is read again by its own state
		return (this.state == NUMBER) ? at : at + 1;
	}

	private void value(byte next, int at) {
		if (++this.values > this.maxValues) {
			throw new MalformedJsonException("The JSON has more than " + this.maxValues + " values");
		}
		if (this.depth == 0 && next != '{') {
			throw new MalformedJsonException("The body must be a JSON object");
		}
		int position = this.base + at;
		switch (next) {
			case '{' -> open(JsonKind.OBJECT, position);
			case '[' -> open(JsonKind.ARRAY, position);
			case '"' -> {
				begin(JsonKind.STRING, position);
				this.key = false;
				this.string.begin(position);
				this.state = STRING;
			}
			case 't' -> literal(JsonKind.TRUE, "true", position);
			case 'f' -> literal(JsonKind.FALSE, "false", position);
			case 'n' -> literal(JsonKind.NULL, "null", position);
			default -> {
				expect(next == '-' || (next >= '0' && next <= '9'), next, at);
				begin(JsonKind.NUMBER, position);
				this.number.begin();
				this.state = NUMBER;
			}
		}
	}

	private void begin(JsonKind kind, int position) {
		if (this.depth == 1) {
			this.valueKind = kind;
			this.valueStart = position;
		}
	}

	private void open(JsonKind kind, int position) {
		begin(kind, position);
		if (++this.depth > MAX_DEPTH) {
			throw new MalformedJsonException("The JSON is nested deeper than " + MAX_DEPTH + " levels");
		}
		boolean array = kind == JsonKind.ARRAY;
		long bit = 1L << this.depth;
		int word = this.depth >> 6;
		this.arrays[word] = array ? (this.arrays[word] | bit) : (this.arrays[word] & ~bit);
		this.state = array ? VALUE_OR_END : KEY_OR_END;
	}

	private void key(byte next, int at) {
		expect(next == '"', next, at);
		this.key = true;
		if (this.depth == 1) {
			this.nameLength = 0;
			this.keyStart = this.base + at;
		}
		this.string.begin(this.base + at);
		this.state = STRING;
	}

	private void separator(byte next, int at) {
		boolean array = inArray();
		if (next == ',') {
			this.state = array ? VALUE : KEY;
			return;
		}
		expect(next == (array ? ']' : '}'), next, at);
		close(at);
	}

	private boolean inArray() {
		return (this.arrays[this.depth >> 6] & (1L << this.depth)) != 0;
	}

	private void close(int at) {
		this.depth--;
		ended(this.base + at + 1);
	}

	/** A value ended before the given offset. */
	private void ended(int end) {
		if (this.depth == 0) {
			this.state = DONE;
			return;
		}
		if (this.depth == 1) {
			String name = new String(this.name, 0, this.nameLength, StandardCharsets.UTF_8);
			this.members.add(new JsonMember(name, this.valueKind, this.keyStart, this.valueStart, end));
		}
		this.state = COMMA_OR_END;
	}

	private int inString(ByteBuffer bytes, int from, int end) {
		int at = from;
		boolean named = this.key && this.depth == 1;
		while (at < end) {
			if (!named && this.string.plain()) {
				at = skipPlain(bytes, at, end);
				if (at == end) {
					return at;
				}
			}
			byte next = bytes.get(at++);
			if (this.string.read(next)) {
				stringEnded(this.base + at);
				return at;
			}
			if (named) {
				named(next);
			}
		}
		return at;
	}

	/**
	 * Passes over what is printable ASCII and not special, up to a few bytes before the
	 * first that is not; most of a picture goes by here.
	 */
	private static int skipPlain(ByteBuffer bytes, int from, int end) {
		int at = from;
		// four words a turn, so that the checks of the buffer and of the loop are shared
		for (; at <= end - 32; at += 32) {
			long special = special(bytes.getLong(at)) | special(bytes.getLong(at + 8)) | special(bytes.getLong(at + 16))
					| special(bytes.getLong(at + 24));
			if ((special & Words.HIGH_BITS) != 0) {
				break;
			}
		}
		for (; at <= end - 8; at += 8) {
			if ((special(bytes.getLong(at)) & Words.HIGH_BITS) != 0) {
				break;
			}
		}
		return at;
	}

	/**
	 * A borrow can only make a byte look special that is not, which the slow path sorts
	 * out.
	 */
	private static long special(long word) {
		return word | (word - Words.ONES * 0x20) | ((word ^ (Words.ONES * '"')) - Words.ONES)
				| ((word ^ (Words.ONES * '\\')) - Words.ONES);
	}

	private void named(byte next) {
		// an escaped name could say "model" to the provider and something else to us
		if (next == '\\') {
			throw new MalformedJsonException("Names of the outermost object must not be escaped");
		}
		if (this.nameLength == MAX_NAME) {
			throw new MalformedJsonException("A name of the outermost object is longer than " + MAX_NAME + " bytes");
		}
		this.name[this.nameLength++] = next;
	}

	private void stringEnded(int end) {
		if (this.key) {
			if (this.depth == 1) {
				refuseDuplicate();
			}
			else if (end - this.string.start() > MAX_INNER_NAME) {
				throw new MalformedJsonException("A name in the JSON is longer than " + MAX_INNER_NAME + " bytes");
			}
			this.state = COLON;
			return;
		}
		this.textSize += end - this.string.start() - 2;
		if (end - this.string.start() >= LONG_STRING) {
			this.longStrings.add(new LongString(this.string.start() + 1, end - 1));
		}
		ended(end);
	}

	private void refuseDuplicate() {
		if (this.members.size() == MAX_MEMBERS) {
			throw new MalformedJsonException("The outermost object has more than " + MAX_MEMBERS + " members");
		}
		String name = new String(this.name, 0, this.nameLength, StandardCharsets.UTF_8);
		for (JsonMember member : this.members) {
			if (member.name().equals(name)) {
				throw new MalformedJsonException("The name '" + name + "' stands twice in the JSON");
			}
		}
	}

	private int inNumber(ByteBuffer bytes, int from, int end) {
		int at = from;
		while (at < end) {
			if (!this.number.read(bytes.get(at))) {
				ended(this.base + at);
				return at;
			}
			at++;
		}
		return at;
	}

	private void literal(JsonKind kind, String literal, int position) {
		begin(kind, position);
		this.literal = literal;
		this.literalRead = 1;
		this.state = LITERAL;
	}

	private int inLiteral(ByteBuffer bytes, int at) {
		byte next = bytes.get(at);
		expect(next == this.literal.charAt(this.literalRead), next, at);
		if (++this.literalRead == this.literal.length()) {
			ended(this.base + at + 1);
		}
		return at + 1;
	}

	private void expect(boolean expected, byte next, int at) {
		if (!expected) {
			String found = (next > ' ' && next < 0x7f) ? "'" + (char) next + "'" : "byte " + (next & 0xff);
			throw new MalformedJsonException(
					"The body is not JSON: unexpected " + found + " at byte " + (this.base + at));
		}
	}

	/**
	 * Where the content of a long string lies, without its quotes.
	 *
	 * @param start the offset of its first byte
	 * @param end the offset after its last byte
	 */
	record LongString(int start, int end) {

		int length() {
			return this.end - this.start;
		}

	}

}
