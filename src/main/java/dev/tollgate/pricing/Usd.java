package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * An exact amount of US dollars: a whole number of pico-dollars (1 USD = 10^12), so that
 * a price per million tokens with six decimals is whole for a single token. Arithmetic
 * beyond about 9.2 million dollars is an {@link ArithmeticException}, never a wrong
 * number.
 *
 * @param pico the amount in pico-dollars
 */
public record Usd(long pico) implements Comparable<Usd> {

	/** Nothing. */
	public static final Usd ZERO = new Usd(0);

	/** The digits after the point that an amount can have. */
	static final int DECIMALS = 12;

	/**
	 * The amount of a decimal number.
	 * @param dollars the number of dollars, with at most twelve decimals
	 * @return the amount
	 * @throws ArithmeticException if it has more decimals or is too large
	 */
	public static Usd of(BigDecimal dollars) {
		return new Usd(dollars.movePointRight(DECIMALS).longValueExact());
	}

	/**
	 * The amount that a text names, for instance {@code 0.27}.
	 * @param dollars the number of dollars, with at most twelve decimals
	 * @return the amount
	 * @throws ArithmeticException if it has more decimals or is too large
	 * @throws NumberFormatException if it is no number
	 */
	public static Usd of(String dollars) {
		return of(new BigDecimal(dollars));
	}

	/**
	 * The sum of both.
	 * @param other what is added
	 * @return the sum
	 * @throws ArithmeticException if it is too large
	 */
	public Usd plus(Usd other) {
		return new Usd(Math.addExact(this.pico, other.pico));
	}

	/**
	 * The difference of both, below zero where the other is larger.
	 * @param other what is taken away
	 * @return the difference
	 * @throws ArithmeticException if it is too large
	 */
	public Usd minus(Usd other) {
		return new Usd(Math.subtractExact(this.pico, other.pico));
	}

	/**
	 * The larger of both.
	 * @param other the other amount
	 * @return this or the other
	 */
	public Usd max(Usd other) {
		return (this.pico >= other.pico) ? this : other;
	}

	/**
	 * The exact number, with as many decimals as it needs.
	 * @return the number of dollars
	 */
	public BigDecimal toBigDecimal() {
		return BigDecimal.valueOf(this.pico, DECIMALS).stripTrailingZeros();
	}

	/**
	 * The nearest double: for metrics only.
	 * @return the number of dollars, rounded
	 */
	public double toDouble() {
		return BigDecimal.valueOf(this.pico, DECIMALS).doubleValue();
	}

	/**
	 * The exact number as a plain decimal: no exponent, no zeros at the end, {@code 0}
	 * for nothing.
	 * @return the number of dollars
	 */
	public String toPlainString() {
		return toBigDecimal().toPlainString();
	}

	@Override
	public int compareTo(Usd other) {
		return Long.compare(this.pico, other.pico);
	}

	@Override
	public String toString() {
		return toPlainString();
	}

}
