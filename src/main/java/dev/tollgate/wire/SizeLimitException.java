package dev.tollgate.wire;

/**
 * There are more bytes than are allowed.
 */
public final class SizeLimitException extends RuntimeException {

	private final long limit;

	SizeLimitException(long limit) {
		super("More than " + limit + " bytes", null, false, false);
		this.limit = limit;
	}

	/**
	 * How many are allowed.
	 * @return the limit in bytes
	 */
	public long limit() {
		return this.limit;
	}

}
