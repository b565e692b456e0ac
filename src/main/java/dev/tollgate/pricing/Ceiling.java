package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * The dearest rates of a row, over all its windows, context and service tiers and kinds
 * of tokens.
 *
 * @param input for a token that is sent
 * @param output for a token that is answered
 * @param perRequest for the request
 */
record Ceiling(Usd input, Usd output, Usd perRequest) {

	private static final long LONGEST = Long.MAX_VALUE;

	static Ceiling of(PriceRow row) {
		Ceiling ceiling = new Ceiling(Usd.ZERO, Usd.ZERO, Usd.ZERO);
		List<@Nullable PriceWindow> windows = new ArrayList<>(row.windows());
		windows.add(null);
		List<@Nullable String> tiers = new ArrayList<>(row.serviceTiers().keySet());
		tiers.add(null);
		for (PriceWindow window : windows) {
			for (String tier : tiers) {
				ceiling = ceiling.over(row.rates(window, 0, tier)).over(row.rates(window, LONGEST, tier));
				for (ContextTier context : row.above()) {
					ceiling = ceiling.over(row.rates(window, context.inputTokens() + 1, tier));
				}
			}
		}
		return ceiling;
	}

	private Ceiling over(Rates rates) {
		Usd input = this.input;
		Usd output = this.output;
		for (TokenType type : TokenType.values()) {
			switch (type) {
				case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> output = output.max(rates.amount(type, 1));
				default -> input = input.max(rates.amount(type, 1));
			}
		}
		return new Ceiling(input, output, this.perRequest.max(rates.perRequest().orElse(Usd.ZERO)));
	}

	Usd amount(long input, long output) {
		return new Usd(Math.multiplyExact(this.input.pico(), input))
			.plus(new Usd(Math.multiplyExact(this.output.pico(), output)))
			.plus(this.perRequest);
	}

}
