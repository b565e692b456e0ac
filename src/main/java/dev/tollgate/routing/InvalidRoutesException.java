package dev.tollgate.routing;

/**
 * The configuration's files were read again and cannot be used: the old routes stay.
 */
public final class InvalidRoutesException extends RuntimeException {

	InvalidRoutesException(String reason, Throwable cause) {
		super(reason, cause);
	}

	/**
	 * The reason, never null.
	 * @return the file, the key and what is wrong with it, as far as they are known
	 */
	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
