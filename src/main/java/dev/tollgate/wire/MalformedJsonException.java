package dev.tollgate.wire;

/**
 * The bytes are not one JSON value within the limits.
 */
public final class MalformedJsonException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what is wrong, in words for whoever sent the bytes
	 */
	public MalformedJsonException(String message) {
		// expected input, not a defect: a stack trace would only cost time
		super(message, null, false, false);
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
