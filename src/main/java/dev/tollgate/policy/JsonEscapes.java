package dev.tollgate.policy;

/**
 * Reads JSON that is itself a text, the arguments of a tool call, in pieces: characters
 * that are written as escapes and need not be become what they are, so that nobody can
 * spell a word around a filter. The JSON says the same (RFC 8259 section 7).
 */
final class JsonEscapes {

	private static final int LONGEST = 6;

	/** The beginning of an escape that is not complete yet. */
	private String begun = "";

	/** The piece itself if there is nothing to do. */
	String feed(String piece) {
		if (this.begun.isEmpty() && piece.indexOf('\\') < 0) {
			return piece;
		}
		String text = this.begun + piece;
		this.begun = "";
		StringBuilder plain = new StringBuilder(text.length());
		int at = 0;
		while (at < text.length()) {
			if (text.charAt(at) != '\\') {
				plain.append(text.charAt(at++));
				continue;
			}
			int length = (at + 1 < text.length() && text.charAt(at + 1) == 'u') ? LONGEST : 2;
			if (at + length > text.length()) {
				this.begun = text.substring(at);
				break;
			}
			append(text, at, length, plain);
			at += length;
		}
		return plain.toString();
	}

	String finish() {
		String rest = this.begun;
		this.begun = "";
		return rest;
	}

	/** All of a text that is there as a whole. */
	static String plain(String text) {
		JsonEscapes escapes = new JsonEscapes();
		return escapes.feed(text) + escapes.finish();
	}

	private static void append(String text, int at, int length, StringBuilder plain) {
		if (length == LONGEST) {
			int code = code(text, at + 2);
			if (code >= ' ' && code != '"' && code != '\\') {
				plain.append((char) code);
				return;
			}
		}
		else if (text.charAt(at + 1) == '/') {
			plain.append('/');
			return;
		}
		plain.append(text, at, at + length);
	}

	private static int code(String text, int from) {
		int code = 0;
		for (int i = from; i < from + 4; i++) {
			int digit = Character.digit(text.charAt(i), 16);
			if (digit < 0) {
				return -1;
			}
			code = (code << 4) | digit;
		}
		return code;
	}

}
