package dev.tollgate.limits;

/**
 * How much of a limit this gateway may give away without asking the others.
 *
 * @param parts into how many parts the limit is divided
 * @param degraded whether that is so because they cannot be asked
 */
record Share(int parts, boolean degraded) {

	/** All of it, as there are no others. */
	static final Share WHOLE = new Share(1, false);

	/** The part of one gateway of several. */
	static Share ofOne(int gateways) {
		return new Share(Math.max(1, gateways), true);
	}

	long of(long limit) {
		return Math.ceilDiv(limit, this.parts);
	}

}
