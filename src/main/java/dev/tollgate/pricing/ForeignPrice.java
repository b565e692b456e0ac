package dev.tollgate.pricing;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.UpstreamModel;

/**
 * What another price list says of a model today.
 *
 * @param model the model
 * @param rates dollars per million tokens
 * @param windows the hours with other rates
 * @param above the rates of long contexts
 * @param serviceTiers the rates of other speeds of service
 * @param notes what it says besides, and what our rows have no place for
 */
record ForeignPrice(UpstreamModel model, Rates rates, List<PriceWindow> windows, List<ContextTier> above,
		Map<String, ServiceTier> serviceTiers, List<String> notes) {

	/** DeepSeek alone has said which instant counts; the others mean the request's. */
	private static final Map<String, BilledAt> BILLED_AT = Map.of("deepseek", BilledAt.COMPLETION);

	/** A row of it, from the beginning of a day on. */
	PriceRow row(LocalDate from, String source) {
		return new PriceRow(this.model + "@" + from.atStartOfDay(ZoneOffset.UTC).toInstant(), this.model,
				from.atStartOfDay(ZoneOffset.UTC).toInstant(), null,
				BILLED_AT.getOrDefault(this.model.provider(), BilledAt.START), this.rates, this.windows, this.above,
				this.serviceTiers, source, from);
	}

}
