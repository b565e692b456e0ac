package dev.tollgate.wire;

/**
 * Where in a JSON string the reading stands: its escapes and its UTF-8, byte by byte.
 */
final class StringState {

	private int start;

	/** Continuation bytes still missing, and the range that the next may have. */
	private int continuations;

	private int lowest;

	private int highest;

	private boolean escaped;

	private int hexDigits;

	private int codeUnit;

	private boolean highSurrogate;

	void begin(int start) {
		this.start = start;
	}

	int start() {
		return this.start;
	}

	/** Whether the next byte, if it is printable ASCII, is nothing special. */
	boolean plain() {
		return this.continuations == 0 && !this.escaped && this.hexDigits == 0 && !this.highSurrogate;
	}

	/** Reads a byte and says whether it was the closing quote. */
	boolean read(byte next) {
		if (this.continuations > 0) {
			continuation(next & 0xff);
		}
		else if (this.hexDigits > 0) {
			hexDigit(next);
		}
		else if (this.escaped) {
			escape(next);
		}
		else if (next == '\\') {
			this.escaped = true;
		}
		else {
			refuseLoneSurrogate(this.highSurrogate);
			if (next == '"') {
				return true;
			}
			unescaped(next);
		}
		return false;
	}

	private void unescaped(byte next) {
		if (next < 0) {
			lead(next & 0xff);
		}
		else if (next < 0x20) {
			throw new MalformedJsonException("A string of the JSON has an unescaped control character");
		}
	}

	private void escape(byte next) {
		this.escaped = false;
		if (next == 'u') {
			this.hexDigits = 4;
			this.codeUnit = 0;
			return;
		}
		refuseLoneSurrogate(this.highSurrogate);
		if ("\"\\/bfnrt".indexOf(next) < 0) {
			throw new MalformedJsonException("A string of the JSON has an unknown escape");
		}
	}

	private void hexDigit(byte next) {
		int digit = Character.digit(next, 16);
		if (digit < 0) {
			throw new MalformedJsonException("A string of the JSON has an incomplete \\u escape");
		}
		this.codeUnit = (this.codeUnit << 4) | digit;
		if (--this.hexDigits > 0) {
			return;
		}
		boolean low = Character.isLowSurrogate((char) this.codeUnit);
		refuseLoneSurrogate(this.highSurrogate != low);
		this.highSurrogate = Character.isHighSurrogate((char) this.codeUnit);
	}

	private static void refuseLoneSurrogate(boolean lone) {
		if (lone) {
			throw new MalformedJsonException("A string of the JSON has half a surrogate pair");
		}
	}

	/** The well-formed byte sequences of table 3-7 of the Unicode Standard. */
	private void lead(int lead) {
		this.lowest = 0x80;
		this.highest = 0xbf;
		if (lead >= 0xc2 && lead <= 0xdf) {
			this.continuations = 1;
		}
		else if (lead >= 0xe0 && lead <= 0xef) {
			this.continuations = 2;
			this.lowest = (lead == 0xe0) ? 0xa0 : 0x80;
			this.highest = (lead == 0xed) ? 0x9f : 0xbf;
		}
		else if (lead >= 0xf0 && lead <= 0xf4) {
			this.continuations = 3;
			this.lowest = (lead == 0xf0) ? 0x90 : 0x80;
			this.highest = (lead == 0xf4) ? 0x8f : 0xbf;
		}
		else {
			throw new MalformedJsonException("The body is not valid UTF-8");
		}
	}

	private void continuation(int next) {
		if (next < this.lowest || next > this.highest) {
			throw new MalformedJsonException("The body is not valid UTF-8");
		}
		this.continuations--;
		this.lowest = 0x80;
		this.highest = 0xbf;
	}

}
