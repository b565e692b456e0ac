package dev.tollgate.pricing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs during one era. Of its rates the most particular holds: the service
 * tier's, else the context tier's, else the window's, else the row's.
 *
 * @param id the row's name in the ledger, {@code model@from}
 * @param model the model
 * @param from the first instant of the era
 * @param until the first instant after it, null while no end is known
 * @param billedAt which instant of a request picks its price
 * @param rates dollars per million tokens outside all windows
 * @param windows the hours with other rates; they do not overlap
 * @param above the rates of long contexts, ascending by tokens
 * @param serviceTiers the rates of other speeds of service, by their name
 * @param source where the figures come from
 * @param verifiedOn the day on which somebody last looked there
 */
public record PriceRow(String id, UpstreamModel model, Instant from, @Nullable Instant until, BilledAt billedAt,
		Rates rates, List<PriceWindow> windows, List<ContextTier> above, Map<String, ServiceTier> serviceTiers,
		String source, LocalDate verifiedOn) {

	public PriceRow {
		windows = List.copyOf(windows);
		above = List.copyOf(above);
		serviceTiers = Map.copyOf(serviceTiers);
	}

	/**
	 * Whether an instant lies in the row's era.
	 * @param instant when
	 * @return {@code true} from {@link #from()}, until before {@link #until()}
	 */
	public boolean contains(Instant instant) {
		return !instant.isBefore(this.from) && (this.until == null || instant.isBefore(this.until));
	}

	/**
	 * The price of an instant of this era.
	 * @param instant when, taken to lie in the era
	 * @return the price, with the window that is open
	 */
	Price price(Instant instant) {
		for (PriceWindow window : this.windows) {
			if (window.contains(instant)) {
				return new Price(this, window);
			}
		}
		return new Price(this, null);
	}

	Rates rates(@Nullable PriceWindow window, long inputTokens, @Nullable String serviceTier) {
		Rates windowed = (window != null) ? window.rates().over(this.rates) : this.rates;
		Rates standard = withContext(this.above, inputTokens, windowed);
		ServiceTier tier = serviceTier(serviceTier);
		if (tier == null) {
			return standard;
		}
		return withContext(tier.above(), inputTokens, tier.rates().over(standard));
	}

	private @Nullable ServiceTier serviceTier(@Nullable String name) {
		// Gemini answers its tiers in capitals
		return (name != null) ? this.serviceTiers.get(name.toLowerCase(Locale.ROOT)) : null;
	}

	private static Rates withContext(List<ContextTier> tiers, long inputTokens, Rates base) {
		ContextTier reached = null;
		for (ContextTier tier : tiers) {
			if (inputTokens > tier.inputTokens()) {
				reached = tier;
			}
		}
		return (reached != null) ? reached.rates().over(base) : base;
	}

	PriceRow withUntil(Instant until) {
		return new PriceRow(this.id, this.model, this.from, until, this.billedAt, this.rates, this.windows, this.above,
				this.serviceTiers, this.source, this.verifiedOn);
	}

}
