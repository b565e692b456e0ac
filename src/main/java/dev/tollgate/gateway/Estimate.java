package dev.tollgate.gateway;

import java.time.Instant;
import java.util.Map;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceRowJson;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a call would cost at most; dollars are plain decimals.
 *
 * @param model the model as the caller names it
 * @param provider the provider that would be called
 * @param upstreamModel the model that would be called
 * @param tokens {@code exact} where the provider will count the same tokens of input,
 * else {@code estimated}
 * @param inputTokens the tokens of input, nothing of it taken as cached
 * @param maxOutputTokens the most tokens of output per choice: the caller's bound, else
 * the model's own, null where neither is known
 * @param choices how many answers are asked for
 * @param notCounted how many parts of the prompt are no text and not in the figures, by
 * their type
 * @param now the cost at the price of now
 * @param next the cost from the next change of price on, null where none is known
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Estimate(String model, String provider, String upstreamModel, String tokens, long inputTokens,
		@Nullable Long maxOutputTokens, int choices, Map<String, Integer> notCounted, PricedAt now,
		@Nullable PricedAt next) {

	/**
	 * What the call would cost at an instant; nulls where the model has no price.
	 *
	 * @param at the instant
	 * @param row the price list's row
	 * @param window the price window
	 * @param costUsd the sum of the next three, as far as they are known
	 * @param inputUsd what the input costs
	 * @param outputUsd what the most output costs, null where its bound is not known
	 * @param perRequestUsd the fee on top of the tokens
	 * @param perMillion the rates of a call of this length and service tier, in dollars
	 * per million tokens
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record PricedAt(Instant at, @Nullable String row, @Nullable String window, @Nullable String costUsd,
			@Nullable String inputUsd, @Nullable String outputUsd, @Nullable String perRequestUsd,
			@Nullable Map<String, String> perMillion) {

		static PricedAt of(Instant at, @Nullable Price price, long input, @Nullable Long output,
				@Nullable String tier) {
			if (price == null) {
				return new PricedAt(at, null, null, null, null, null, null, null);
			}
			Rates rates = price.rates(input, tier);
			Usd fee = rates.perRequest().orElse(Usd.ZERO);
			Usd sent = price.cost(TokenUsage.text(input, 0), tier).total().minus(fee);
			// all of it, for the input decides on the rates of the output
			Usd whole = price.cost(TokenUsage.text(input, (output != null) ? output : 0), tier).total();
			String answered = (output != null) ? whole.minus(sent).minus(fee).toPlainString() : null;
			return new PricedAt(at, price.row().id(), price.window(), whole.toPlainString(), sent.toPlainString(),
					answered, fee.toPlainString(), PriceRowJson.rates(rates));
		}

	}

}
