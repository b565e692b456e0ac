package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

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

	private static final byte[] TRUE = { 't', 'r', 'u', 'e' };

	private static final byte[] FALSE = { 'f', 'a', 'l', 's', 'e' };

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private final NumberState number = new NumberState();

	private byte[] bytes = {};

	private int at;

	private int end;

	private int nameStart;

	private int nameEnd;

	/** An object or array was entered, and nothing of it read. */
	private boolean entered;

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
		this.entered = true;
	}

	/**
	 * Moves to the value of the object's next member, over a comma if need be.
	 * @return false when the object ended instead
	 */
	public boolean nextMember() {
		if (endsOrGoesOn('}')) {
			return false;
		}
		if (peek() != '"') {
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
		this.entered = true;
	}

	/**
	 * Moves to the array's next element, over a comma if need be.
	 * @return false when the array ended instead
	 */
	public boolean nextElement() {
		if (endsOrGoesOn(']')) {
			return false;
		}
		space();
		return true;
	}

	/** Passes over the closing bracket, or over the comma that must stand instead. */
	private boolean endsOrGoesOn(char close) {
		boolean first = this.entered;
		this.entered = false;
		if (peek() == close) {
			this.at++;
			return true;
		}
		if (!first) {
			expect(',');
		}
		return false;
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
			return unescaped(start);
		}
		return new String(this.bytes, start + 1, this.at - start - 2, StandardCharsets.UTF_8);
	}

	private String unescaped(int start) {
		try {
			return Json.MAPPER.readValue(this.bytes, start, this.at - start, String.class);
		}
		catch (JacksonException ex) {
			throw malformed();
		}
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
		skip(0);
	}

	private void skip(int depth) {
		if (depth > MAX_DEPTH) {
			throw malformed();
		}
		switch (peek()) {
			case '"' -> skipString();
			case '{' -> {
				enterObject();
				while (nextMember()) {
					skip(depth + 1);
				}
			}
			case '[' -> {
				enterArray();
				while (nextElement()) {
					skip(depth + 1);
				}
			}
			case 't' -> expect(TRUE);
			case 'f' -> expect(FALSE);
			case 'n' -> expect(NULL);
			default -> skipNumber();
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

	private void expect(byte[] literal) {
		int after = Math.min(this.end, this.at + literal.length);
		if (!Arrays.equals(this.bytes, this.at, after, literal, 0, literal.length)) {
			throw malformed();
		}
		this.at = after;
	}

	private void skipNumber() {
		this.number.begin();
		while (this.number.read((this.at < this.end) ? this.bytes[this.at] : (byte) ' ')) {
			this.at++;
		}
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
