package dev.tollgate.pricing;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The price that applies to a request.
 *
 * @param row the row it comes from
 * @param openWindow the row's window that is open, null outside all windows
 */
public record Price(PriceRow row, @Nullable PriceWindow openWindow) {

	/** The name of the hours outside all windows. */
	public static final String STANDARD = "standard";

	/**
	 * The name of the window, as the ledger, metrics and headers write it.
	 * @return the open window's name, {@code standard} outside all windows
	 */
	public String window() {
		return (this.openWindow != null) ? this.openWindow.name() : STANDARD;
	}

	/**
	 * The rates of the standard service tier and a short context in this window.
	 * @return dollars per million tokens
	 */
	public Rates rates() {
		return rates(0, null);
	}

	/**
	 * The rates of a request in this window.
	 * @param inputTokens all its tokens of input, which choose the context tier
	 * @param serviceTier the service tier that the provider says it ran in; null or a
	 * name without rates of its own for the standard one
	 * @return dollars per million tokens
	 */
	public Rates rates(long inputTokens, @Nullable String serviceTier) {
		return this.row.rates(this.openWindow, inputTokens, serviceTier);
	}

	/**
	 * What a request costs.
	 * @param usage its tokens
	 * @param serviceTier the service tier that the provider says it ran in; null or a
	 * name without rates of its own for the standard one
	 * @return the exact cost
	 * @throws ArithmeticException if it is beyond nine million dollars
	 */
	public Cost cost(TokenUsage usage, @Nullable String serviceTier) {
		TokenSplit split = TokenSplit.of(usage);
		return Cost.of(split, rates(usage.input(), serviceTier), dearest(split, usage.input(), serviceTier));
	}

	private Usd dearest(TokenSplit split, long inputTokens, @Nullable String serviceTier) {
		if (this.row.windows().isEmpty()) {
			return Usd.ZERO;
		}
		Usd dearest = Cost.total(split, this.row.rates(null, inputTokens, serviceTier));
		for (PriceWindow window : this.row.windows()) {
			dearest = dearest.max(Cost.total(split, this.row.rates(window, inputTokens, serviceTier)));
		}
		return dearest;
	}

}
