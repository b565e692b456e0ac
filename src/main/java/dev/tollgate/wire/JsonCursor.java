package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Walks over a small JSON document that lies in an array, without making objects of what
 * the reader does not ask for. Every method that moves throws
 * {@link MalformedJsonException} where the document does not go on as JSON.
 * <p>
 * To read an object: {@link #enterObject()}, then while {@link #nextMember()}, compare
 * {@link #nameIs(byte[])} and read or {@link #skip()} the value; arrays likewise.
 */
public final class JsonCursor {

	private static final int MAX_DEPTH = 512;

	private byte[] bytes = {};

	private int at;

	private int end;

	private int nameStart;

	private int nameEnd;

	/**
	 * Starts on a document.
	 * @param bytes where it lies
	 * @param from the offset of its first byte
	 * @param to the offset after its last byte
	 * @return this cursor
	 */
	public JsonCursor on(byte[] bytes, int from, int to) {
		this.bytes = bytes;
		this.at = from;
		this.end = to;
		return this;
	}

	/**
	 * Tells the kind of the next value and stands before it.
	 * @return the kind
	 */
	public JsonKind kind() {
		return switch (peek()) {
			case '{' -> JsonKind.OBJECT;
			case '[' -> JsonKind.ARRAY;
			case '"' -> JsonKind.STRING;
			case 't' -> JsonKind.TRUE;
			case 'f' -> JsonKind.FALSE;
			case 'n' -> JsonKind.NULL;
			default -> JsonKind.NUMBER;
		};
	}

	/**
	 * The offset of the next byte that is not white space.
	 * @return the offset, where the next value begins or the last one was followed
	 */
	public int position() {
		space();
		return this.at;
	}

	/**
	 * The offset after what was read or passed over last.
	 * @return the offset
	 */
	public int at() {
		return this.at;
	}

	/**
	 * The offset at which the name of the current member begins, its quote included.
	 * @return the offset
	 */
	public int nameStart() {
		return this.nameStart - 1;
	}

	/**
	 * Enters the object that comes next.
	 */
	public void enterObject() {
		expect('{');
	}

	/**
	 * Moves to the value of the object's next member, over a comma if need be.
	 * @return false when the object ended instead
	 */
	public boolean nextMember() {
		byte next = peek();
		if (next == '}') {
			this.at++;
			return false;
		}
		if (next == ',') {
			this.at++;
			next = peek();
		}
		if (next != '"') {
			throw malformed();
		}
		this.nameStart = this.at + 1;
		skipString();
		this.nameEnd = this.at - 1;
		expect(':');
		return true;
	}

	/**
	 * Compares the name of the current member.
	 * @param name the name in UTF-8, without quotes
	 * @return whether it is that
	 */
	public boolean nameIs(byte[] name) {
		return Arrays.equals(this.bytes, this.nameStart, this.nameEnd, name, 0, name.length);
	}

	/**
	 * Enters the array that comes next.
	 */
	public void enterArray() {
		expect('[');
	}

	/**
	 * Moves to the array's next element, over a comma if need be.
	 * @return false when the array ended instead
	 */
	public boolean nextElement() {
		byte next = peek();
		if (next == ']') {
			this.at++;
			return false;
		}
		if (next == ',') {
			this.at++;
			space();
		}
		return true;
	}

	/**
	 * Reads a string.
	 * @return its text, or null when the value is not a string and was passed over
	 */
	public @Nullable String string() {
		if (peek() != '"') {
			skip();
			return null;
		}
		int start = this.at;
		boolean escaped = skipString();
		if (escaped) {
			return Json.MAPPER.readValue(this.bytes, start, this.at - start, String.class);
		}
		return new String(this.bytes, start + 1, this.at - start - 2, StandardCharsets.UTF_8);
	}

	/**
	 * Reads a whole number.
	 * @param otherwise what to answer when the value is not a whole number below 2^53;
	 * the value is passed over then
	 * @return the number
	 */
	public long integer(long otherwise) {
		int start = position();
		skip();
		int digits = start;
		boolean negative = this.bytes[digits] == '-';
		if (negative) {
			digits++;
		}
		if (this.at - digits > 16 || this.at == digits) {
			return otherwise;
		}
		long value = 0;
		for (int i = digits; i < this.at; i++) {
			int digit = this.bytes[i] - '0';
			if (digit < 0 || digit > 9) {
				return otherwise;
			}
			value = value * 10 + digit;
		}
		return negative ? -value : value;
	}

	/**
	 * Passes over the next value, whatever it is.
	 */
	public void skip() {
		int depth = 0;
		do {
			byte next = peek();
			switch (next) {
				case '{', '[' -> {
					this.at++;
					if (++depth > MAX_DEPTH) {
						throw malformed();
					}
				}
				case '}', ']' -> {
					this.at++;
					depth--;
				}
				case '"' -> skipString();
				case ',', ':' -> {
					if (depth == 0) {
						throw malformed();
					}
					this.at++;
				}
				default -> skipWord();
			}
		}
		while (depth > 0);
		if (depth < 0) {
			throw malformed();
		}
	}

	/**
	 * Makes sure that nothing but white space follows.
	 */
	public void finish() {
		space();
		if (this.at != this.end) {
			throw malformed();
		}
	}

	private void skipWord() {
		int start = this.at;
		while (this.at < this.end && isWord(this.bytes[this.at])) {
			this.at++;
		}
		if (this.at == start) {
			throw malformed();
		}
		byte first = this.bytes[start];
		if (first >= 'a' && !isLiteral(start)) {
			throw malformed();
		}
	}

	private boolean isLiteral(int start) {
		int length = this.at - start;
		return switch (length) {
			case 4 -> this.bytes[start] == 't' && this.bytes[start + 3] == 'e'
					|| this.bytes[start] == 'n' && this.bytes[start + 3] == 'l';
			case 5 -> this.bytes[start] == 'f' && this.bytes[start + 4] == 'e';
			default -> false;
		};
	}

	private static boolean isWord(byte next) {
		return (next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || next == '-' || next == '+' || next == '.'
				|| next == 'E';
	}

	/** Passes over a string and says whether it holds an escape. */
	private boolean skipString() {
		boolean escaped = false;
		int i = this.at + 1;
		while (i < this.end) {
			i = Words.specialInString(this.bytes, i, this.end);
			if (i == this.end) {
				break;
			}
			byte special = this.bytes[i];
			if (special == '"') {
				this.at = i + 1;
				return escaped;
			}
			if (special != '\\') {
				throw malformed();
			}
			escaped = true;
			i += 2;
		}
		throw malformed();
	}

	private void expect(char expected) {
		if (peek() != expected) {
			throw malformed();
		}
		this.at++;
	}

	private byte peek() {
		space();
		if (this.at >= this.end) {
			throw malformed();
		}
		return this.bytes[this.at];
	}

	private void space() {
		while (this.at < this.end) {
			byte next = this.bytes[this.at];
			if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
				return;
			}
			this.at++;
		}
	}

	private MalformedJsonException malformed() {
		return new MalformedJsonException("Malformed JSON at byte " + this.at);
	}

}
