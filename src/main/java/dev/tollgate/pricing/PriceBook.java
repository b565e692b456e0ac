package dev.tollgate.pricing;

/**
 * The price list in force. Whoever prices a call asks once, at its start, and stays with
 * what it got.
 */
public final class PriceBook {

	private volatile PriceList inForce;

	PriceBook(PriceList inForce) {
		this.inForce = inForce;
	}

	/**
	 * A book that always has the same list.
	 * @param prices the list
	 * @return the book
	 */
	public static PriceBook of(PriceList prices) {
		return new PriceBook(prices);
	}

	/**
	 * The list that applies now.
	 * @return the list, to be kept no longer than for one call
	 */
	public PriceList inForce() {
		return this.inForce;
	}

}
