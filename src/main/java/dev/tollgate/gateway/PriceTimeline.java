package dev.tollgate.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceRowJson;
import dev.tollgate.pricing.PriceSpan;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a model costs from one instant until another, apart by row and window.
 *
 * @param model the model as the caller names it
 * @param provider the provider that serves it
 * @param upstreamModel the model that is called
 * @param data the spans, chronological and without gaps
 * @param nextCursor always null: it is all of it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PriceTimeline(String model, String provider, String upstreamModel, List<Span> data,
		@Nullable String nextCursor) {

	static PriceTimeline of(String name, UpstreamModel model, List<PriceSpan> spans) {
		return new PriceTimeline(name, model.provider(), model.name(), spans.stream().map(Span::of).toList(), null);
	}

	/**
	 * A span of time in which one price applies.
	 *
	 * @param from its first instant
	 * @param until the first instant after it
	 * @param row the price list's row, null where the model has no price
	 * @param window the price window, null where the model has no price
	 * @param perMillion dollars per million tokens, null where the model has no price
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record Span(Instant from, @Nullable Instant until, @Nullable String row, @Nullable String window,
			@Nullable Map<String, String> perMillion) {

		private static Span of(PriceSpan span) {
			Price price = span.price();
			return (price != null) ? new Span(span.from(), span.until(), price.row().id(), price.window(),
					PriceRowJson.rates(price.rates())) : new Span(span.from(), span.until(), null, null, null);
		}

	}

}
