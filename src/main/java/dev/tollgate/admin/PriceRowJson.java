package dev.tollgate.admin;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.tollgate.chat.TokenType;
import dev.tollgate.pricing.ContextTier;
import dev.tollgate.pricing.PriceRow;
import dev.tollgate.pricing.PriceWindow;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.ServiceTier;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A row of the price list as administrators see it, in the words of the file; dollars are
 * plain decimals.
 */
@JsonNaming(SnakeCaseStrategy.class)
record PriceRowJson(String id, String model, Instant from, @Nullable Instant until, String billedAt,
		Map<String, String> perMillion, @Nullable String perRequest, List<Window> windows, List<Above> above,
		Map<String, Tier> serviceTiers, String source, LocalDate verifiedOn) {

	static PriceRowJson of(PriceRow row) {
		Map<String, Tier> tiers = new TreeMap<>();
		row.serviceTiers().forEach((name, tier) -> tiers.put(name, Tier.of(tier)));
		return new PriceRowJson(row.id(), row.model().toString(), row.from(), row.until(),
				row.billedAt().name().toLowerCase(Locale.ROOT), rates(row.rates()), fee(row.rates()),
				row.windows().stream().map(Window::of).toList(), row.above().stream().map(Above::of).toList(), tiers,
				row.source(), row.verifiedOn());
	}

	static Map<String, String> rates(Rates rates) {
		Map<TokenType, Usd> given = rates.perMillion();
		return given.entrySet()
			.stream()
			.collect(Collectors.toMap((rate) -> rate.getKey().label(), (rate) -> rate.getValue().toPlainString(),
					(a, b) -> a, LinkedHashMap::new));
	}

	private static @Nullable String fee(Rates rates) {
		return rates.perRequest().map(Usd::toPlainString).orElse(null);
	}

	/** Hours with other rates. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Window(String name, String zone, List<String> hours, List<DayOfWeek> weekdays, @Nullable String except,
			Map<String, String> perMillion, @Nullable String perRequest) {

		static Window of(PriceWindow window) {
			return new Window(window.name(), window.zone().getId(),
					window.hours().stream().map(PriceWindow.Hours::toString).toList(),
					window.weekdays().stream().sorted().toList(),
					(window.except() != null) ? window.except().name() : null, rates(window.rates()),
					fee(window.rates()));
		}

	}

	/** The rates of long contexts. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Above(long inputTokens, Map<String, String> perMillion, @Nullable String perRequest) {

		static Above of(ContextTier tier) {
			return new Above(tier.inputTokens(), rates(tier.rates()), fee(tier.rates()));
		}

	}

	/** The rates of another speed of service. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Tier(Map<String, String> perMillion, @Nullable String perRequest, List<Above> above) {

		static Tier of(ServiceTier tier) {
			return new Tier(rates(tier.rates()), fee(tier.rates()), tier.above().stream().map(Above::of).toList());
		}

	}

}
