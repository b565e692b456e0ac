package dev.tollgate.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceRowJson;
import dev.tollgate.pricing.PriceSpan;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * All rows of the price list that ever applied to a model, or are known to begin.
 *
 * @param model the model as the caller names it
 * @param provider the provider that serves it
 * @param upstreamModel the model that is called
 * @param data the rows, chronological
 * @param nextCursor always null: it is all of it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PriceHistory(String model, String provider, String upstreamModel, List<Era> data,
		@Nullable String nextCursor) {

	static PriceHistory of(String name, UpstreamModel model, List<PriceSpan> eras) {
		List<Era> data = new ArrayList<>();
		for (PriceSpan era : eras) {
			Price price = era.price();
			if (price != null) {
				data.add(new Era(era.from(), era.until(), PriceRowJson.of(price.row())));
			}
		}
		return new PriceHistory(name, model.provider(), model.name(), List.copyOf(data), null);
	}

	/**
	 * A row, and when it applied to the name, which may be shorter: a name can come to
	 * stand for another model while the row of the old one goes on.
	 *
	 * @param from the first instant
	 * @param until the first instant after it, null while no end is known
	 * @param row the row
	 */
	public record Era(Instant from, @Nullable Instant until, PriceRowJson row) {
	}

}
