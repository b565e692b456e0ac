package dev.tollgate.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceChange;
import dev.tollgate.pricing.PriceRowJson;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a model costs at an instant; dollars are plain decimals.
 *
 * @param model the model as the caller names it
 * @param provider the provider that serves it
 * @param upstreamModel the model that is called
 * @param at the instant
 * @param row the price list's row, null where the model has no price
 * @param window the price window, null where the model has no price
 * @param billedAt {@code start} or {@code completion}: which instant of a call counts
 * @param perMillion dollars per million tokens in this window, null where the model has
 * no price
 * @param perRequest dollars per request on top, null where there are none
 * @param above the rates of long contexts
 * @param nextChange when it costs something else, null where that is not known
 */
@JsonNaming(SnakeCaseStrategy.class)
public record QuotedPrice(String model, String provider, String upstreamModel, Instant at, @Nullable String row,
		@Nullable String window, @Nullable String billedAt, @Nullable Map<String, String> perMillion,
		@Nullable String perRequest, List<LongContext> above, @Nullable Change nextChange) {

	static QuotedPrice of(String name, UpstreamModel model, Instant at, @Nullable Price price,
			@Nullable PriceChange next) {
		Change change = (next != null) ? Change.of(next) : null;
		if (price == null) {
			return new QuotedPrice(name, model.provider(), model.name(), at, null, null, null, null, null, List.of(),
					change);
		}
		return new QuotedPrice(name, model.provider(), model.name(), at, price.row().id(), price.window(),
				price.row().billedAt().name().toLowerCase(Locale.ROOT), PriceRowJson.rates(price.rates()),
				price.rates().perRequest().map(Usd::toPlainString).orElse(null),
				price.row()
					.above()
					.stream()
					.map((tier) -> new LongContext(tier.inputTokens(), PriceRowJson.rates(tier.rates())))
					.toList(),
				change);
	}

	/**
	 * The rates of requests with a long context; the others stay as they are.
	 *
	 * @param inputTokens the tokens of input that a request must exceed
	 * @param perMillion dollars per million tokens
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record LongContext(long inputTokens, Map<String, String> perMillion) {
	}

	/**
	 * The instant from which a model costs something else.
	 *
	 * @param at the instant
	 * @param row the row then, null where the model has no price from then on
	 * @param window the window that begins, null where the model has no price
	 * @param perMillion dollars per million tokens, null where the model has no price
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record Change(Instant at, @Nullable String row, @Nullable String window,
			@Nullable Map<String, String> perMillion) {

		static Change of(PriceChange change) {
			Price price = change.price();
			return (price != null)
					? new Change(change.at(), price.row().id(), price.window(), PriceRowJson.rates(price.rates()))
					: new Change(change.at(), null, null, null);
		}

	}

}
