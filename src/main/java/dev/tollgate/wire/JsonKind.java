package dev.tollgate.wire;

/**
 * The kinds of JSON value (RFC 8259 section 3).
 */
public enum JsonKind {

	OBJECT, ARRAY, STRING, NUMBER, TRUE, FALSE, NULL;

	/**
	 * Whether the value is true or false.
	 * @return true for either
	 */
	public boolean isBoolean() {
		return this == TRUE || this == FALSE;
	}

}
