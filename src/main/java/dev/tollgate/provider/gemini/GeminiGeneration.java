package dev.tollgate.provider.gemini;

/**
 * The generation of a Gemini model, which decides what its requests may hold. A name
 * without a number, such as {@code gemini-flash-latest}, is taken for the newest; a name
 * that is not Gemini's for the oldest.
 *
 * @param major the number before the point, for instance 2
 * @param minor the number after it, 0 where there is none
 * @param pro whether it is one of the models that cannot stop thinking
 */
record GeminiGeneration(int major, int minor, boolean pro) {

	private static final String FAMILY = "gemini-";

	static GeminiGeneration of(String model) {
		int start = model.indexOf(FAMILY);
		if (start < 0) {
			return new GeminiGeneration(0, 0, false);
		}
		boolean pro = model.contains("-pro");
		int at = start + FAMILY.length();
		int major = number(model, at);
		if (major < 0) {
			return new GeminiGeneration(Integer.MAX_VALUE, 0, pro);
		}
		int point = at + Integer.toString(major).length();
		boolean hasMinor = point < model.length() && model.charAt(point) == '.';
		return new GeminiGeneration(major, hasMinor ? Math.max(0, number(model, point + 1)) : 0, pro);
	}

	private static int number(String text, int from) {
		int value = -1;
		// three digits are more than enough, and cannot overflow
		for (int i = from; i < Math.min(text.length(), from + 3); i++) {
			char digit = text.charAt(i);
			if (digit < '0' || digit > '9') {
				break;
			}
			value = Math.max(0, value) * 10 + (digit - '0');
		}
		return value;
	}

	/**
	 * Whether JSON Schema is understood as it is, from 2.5; before, only a subset of
	 * OpenAPI's.
	 * @return true from 2.5
	 */
	boolean readsJsonSchema() {
		return thinks();
	}

	boolean thinks() {
		return this.major > 2 || (this.major == 2 && this.minor >= 5);
	}

	/**
	 * Whether thinking is told by level, signatures are demanded back, and penalties are
	 * refused.
	 * @return true from 3
	 */
	boolean thinksByLevel() {
		return this.major >= 3;
	}

}
