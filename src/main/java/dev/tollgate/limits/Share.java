package dev.tollgate.limits;

/**
 * How much of a limit this gateway may give away on its own.
 *
 * @param parts into how many parts the limit is divided
 */
record Share(int parts) {

	/** All of it. */
	static final Share WHOLE = new Share(1);

	boolean isWhole() {
		return this.parts == 1;
	}

	long of(long limit) {
		return Math.ceilDiv(limit, this.parts);
	}

}
