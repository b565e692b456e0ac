package dev.tollgate.policy.cache;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.TreeSet;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A hash of values by what they mean, however they were written. Each value begins with
 * what it is and says where it ends, so that no two sequences of values are hashed as the
 * same bytes.
 */
final class Canonical implements JsonBody.Skeleton.Parts {

	private static final int BUFFER = 2048;

	/** The most bytes of one char. */
	private static final int CHAR = 3;

	/** No byte of any text. */
	private static final byte END = (byte) 0xFF;

	private static final byte OMITTED = '?';

	private final MessageDigest digest = sha256();

	private final byte[] buffer = new byte[BUFFER];

	private final JsonBody.@Nullable Skeleton skeleton;

	private int length;

	/**
	 * Begins a hash.
	 * @param skeleton what the placeholders in strings are of, or null if there are none
	 */
	Canonical(JsonBody.@Nullable Skeleton skeleton) {
		this.skeleton = skeleton;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	CacheKey finish() {
		flush();
		return CacheKey.of(this.digest.digest());
	}

	/** Tells that something is left out here. */
	Canonical omitted() {
		put(OMITTED);
		return this;
	}

	Canonical value(boolean value) {
		put((byte) (value ? 't' : 'f'));
		return this;
	}

	Canonical string(@Nullable String string) {
		if (string == null) {
			put((byte) 'n');
			return this;
		}
		put((byte) '"');
		if (this.skeleton != null) {
			this.skeleton.read(string, this);
		}
		else {
			text(string, 0, string.length());
		}
		put(END);
		return this;
	}

	Canonical value(JsonNode node) {
		if (node.isObject()) {
			object(node, Set.of());
		}
		else if (node.isArray()) {
			beginArray();
			for (JsonNode element : node) {
				value(element);
			}
			endArray();
		}
		else if (node.isString()) {
			string(node.stringValue());
		}
		else if (node.isNumber()) {
			number(node);
		}
		else if (node.isBoolean()) {
			value(node.booleanValue());
		}
		else {
			put((byte) 'n');
		}
		return this;
	}

	/** An object without some of its members. */
	Canonical object(JsonNode object, Set<String> without) {
		beginObject();
		for (String name : new TreeSet<>(object.propertyNames())) {
			if (!without.contains(name)) {
				string(name).value(object.path(name));
			}
		}
		return endObject();
	}

	Canonical beginObject() {
		put((byte) '{');
		return this;
	}

	Canonical endObject() {
		put((byte) '}');
		return this;
	}

	Canonical beginArray() {
		put((byte) '[');
		return this;
	}

	Canonical endArray() {
		put((byte) ']');
		return this;
	}

	private void number(JsonNode node) {
		put((byte) '#');
		String number = finite(node) ? decimal(node.decimalValue()) : node.asString();
		text(number, 0, number.length());
		put(END);
	}

	/** What has too large an exponent was read as infinite. */
	private static boolean finite(JsonNode node) {
		return node.isBigDecimal() || !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
	}

	private static String decimal(BigDecimal number) {
		return number.stripTrailingZeros().toString();
	}

	/** UTF-8, but for surrogates, each of which is written by itself: a lone one too. */
	@Override
	public void text(String string, int from, int to) {
		for (int i = from; i < to; i++) {
			if (this.length >= BUFFER - CHAR) {
				flush();
			}
			i = ascii(string, i, to);
			if (i < to) {
				character(string.charAt(i));
			}
		}
	}

	/** What most text is, as far as it goes and the buffer can take it. */
	private int ascii(String string, int from, int to) {
		byte[] buffer = this.buffer;
		int at = this.length;
		int i = from;
		int end = Math.min(to, from + BUFFER - CHAR - at);
		for (; i < end; i++) {
			char next = string.charAt(i);
			if (next >= 0x80) {
				break;
			}
			buffer[at++] = (byte) next;
		}
		this.length = at;
		return i;
	}

	private void character(char next) {
		if (next < 0x80) {
			put((byte) next);
		}
		else if (next < 0x800) {
			put((byte) (0xC0 | (next >> 6)));
			put((byte) (0x80 | (next & 0x3F)));
		}
		else {
			put((byte) (0xE0 | (next >> 12)));
			put((byte) (0x80 | ((next >> 6) & 0x3F)));
			put((byte) (0x80 | (next & 0x3F)));
		}
	}

	@Override
	public void media(ByteBuf json) {
		if (hasOnlyEscapedSlashes(json)) {
			withoutBackslashes(json);
			return;
		}
		String string = Json.MAPPER.readValue('"' + json.toString(StandardCharsets.UTF_8) + '"', String.class);
		text(string, 0, string.length());
	}

	/** Base64, that is: its text is its bytes. */
	private static boolean hasOnlyEscapedSlashes(ByteBuf json) {
		boolean[] escape = new boolean[1];
		return json.forEachByte((next) -> {
			boolean plain = next >= 0 && (!escape[0] || next == '/');
			escape[0] = next == '\\' && !escape[0];
			return plain;
		}) < 0;
	}

	private void withoutBackslashes(ByteBuf json) {
		flush();
		int at = json.readerIndex();
		int end = json.writerIndex();
		for (int found = json.indexOf(at, end, (byte) '\\'); found >= 0; found = json.indexOf(at, end, (byte) '\\')) {
			bytes(json, at, found);
			at = found + 1;
		}
		bytes(json, at, end);
	}

	private void bytes(ByteBuf json, int from, int to) {
		for (ByteBuffer part : json.nioBuffers(from, to - from)) {
			this.digest.update(part);
		}
	}

	private void put(byte next) {
		if (this.length == BUFFER) {
			flush();
		}
		this.buffer[this.length++] = next;
	}

	private void flush() {
		this.digest.update(this.buffer, 0, this.length);
		this.length = 0;
	}

}
