package dev.tollgate.wire;

/**
 * Where in a JSON number the reading stands (RFC 8259 section 6).
 */
final class NumberState {

	private static final int START = 0;

	private static final int MINUS = 1;

	private static final int ZERO = 2;

	private static final int INTEGER = 3;

	private static final int POINT = 4;

	private static final int FRACTION = 5;

	private static final int E = 6;

	private static final int SIGN = 7;

	private static final int EXPONENT = 8;

	/** What Jackson reads, for whom longer ones would cost quadratic time. */
	private static final int MAX_LENGTH = 1000;

	private int state;

	private int length;

	void begin() {
		this.state = START;
		this.length = 0;
	}

	/**
	 * Reads a byte and says whether it is part of the number; if not, the number is
	 * complete.
	 */
	boolean read(byte next) {
		int after = after(next);
		if (after >= 0) {
			if (++this.length > MAX_LENGTH) {
				throw new MalformedJsonException("A number of the JSON is longer than " + MAX_LENGTH + " characters");
			}
			this.state = after;
			return true;
		}
		if (this.state == ZERO || this.state == INTEGER || this.state == FRACTION || this.state == EXPONENT) {
			return false;
		}
		throw new MalformedJsonException("A number of the JSON is not complete");
	}

	private int after(byte next) {
		boolean digit = next >= '0' && next <= '9';
		return switch (this.state) {
			case START -> (next == '-') ? MINUS : first(next, digit);
			case MINUS -> first(next, digit);
			case ZERO -> fraction(next);
			case INTEGER -> digit ? INTEGER : fraction(next);
			case POINT -> digit ? FRACTION : -1;
			case FRACTION -> digit ? FRACTION : exponent(next);
			case E -> (next == '+' || next == '-') ? SIGN : (digit ? EXPONENT : -1);
			default -> digit ? EXPONENT : -1;
		};
	}

	private static int first(byte next, boolean digit) {
		if (next == '0') {
			return ZERO;
		}
		return digit ? INTEGER : -1;
	}

	private static int fraction(byte next) {
		return (next == '.') ? POINT : exponent(next);
	}

	private static int exponent(byte next) {
		return (next == 'e' || next == 'E') ? E : -1;
	}

}
