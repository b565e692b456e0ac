package dev.tollgate.wire;

import java.util.Random;

/**
 * Writes JSON at random, with every liberty of white space and escapes that RFC 8259
 * leaves.
 */
final class RandomJson {

	private static final String[] STRINGS = { "", "a", "text with spaces", "\\\"", "\\\\", "\\/", "\\n\\t\\r\\b\\f",
			"\\u00e9", "\\ud83d\\ude00", "é", "漢字", "😀", "0123456789abcdef", "}{][,:", "\\u005c" };

	private static final String[] NUMBERS = { "0", "-1", "42", "1.25", "-0.5e-3", "1E+2", "9007199254740993" };

	private static final String[] SPACES = { "", "", "", " ", "\n", "\t\r\n  " };

	private final Random random;

	private final StringBuilder out = new StringBuilder();

	private RandomJson(long seed) {
		this.random = new Random(seed);
	}

	/** An object with members {@code m0}, {@code m1} and so on. */
	static String object(long seed) {
		RandomJson json = new RandomJson(seed);
		json.space();
		json.object(0);
		json.space();
		return json.out.toString();
	}

	private void value(int depth) {
		switch (this.random.nextInt((depth < 5) ? 7 : 5)) {
			case 0 -> this.out.append(pick(NUMBERS));
			case 1, 2 -> string();
			case 3 -> this.out.append(this.random.nextBoolean());
			case 4 -> this.out.append("null");
			case 5 -> array(depth);
			default -> object(depth);
		}
	}

	private void object(int depth) {
		this.out.append('{');
		space();
		int members = this.random.nextInt(6);
		for (int i = 0; i < members; i++) {
			this.out.append((i > 0) ? "," : "");
			space();
			this.out.append("\"m").append(i).append('"');
			space();
			this.out.append(':');
			space();
			value(depth + 1);
			space();
		}
		this.out.append('}');
	}

	private void array(int depth) {
		this.out.append('[');
		space();
		int elements = this.random.nextInt(4);
		for (int i = 0; i < elements; i++) {
			this.out.append((i > 0) ? "," : "");
			space();
			value(depth + 1);
			space();
		}
		this.out.append(']');
	}

	private void string() {
		this.out.append('"');
		int parts = this.random.nextInt(4);
		for (int i = 0; i < parts; i++) {
			this.out.append(pick(STRINGS));
		}
		this.out.append('"');
	}

	private void space() {
		this.out.append(pick(SPACES));
	}

	private String pick(String[] of) {
		return of[this.random.nextInt(of.length)];
	}

}
