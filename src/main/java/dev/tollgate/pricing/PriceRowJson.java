package dev.tollgate.pricing;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A row of the price list as the API tells it, in the words of the file; dollars are
 * plain decimals.
 *
 * @param id the row's name in the ledger, {@code model@from}
 * @param model the model, {@code provider/model}
 * @param from the first instant
 * @param until the first instant after it, null while no end is known
 * @param billedAt {@code start} or {@code completion}: which instant of a call counts
 * @param perMillion dollars per million tokens outside all windows
 * @param perRequest dollars per request on top, null where there are none
 * @param windows the hours with other rates
 * @param above the rates of long contexts
 * @param serviceTiers the rates of other speeds of service, by their name
 * @param source where the figures come from
 * @param verifiedOn the day on which somebody last looked there
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PriceRowJson(String id, String model, Instant from, @Nullable Instant until, String billedAt,
		Map<String, String> perMillion, @Nullable String perRequest, List<Window> windows, List<Above> above,
		Map<String, Tier> serviceTiers, String source, LocalDate verifiedOn) {

	/**
	 * Tells a row.
	 * @param row the row
	 * @return what the API tells of it
	 */
	public static PriceRowJson of(PriceRow row) {
		Map<String, Tier> tiers = new TreeMap<>();
		row.serviceTiers().forEach((name, tier) -> tiers.put(name, Tier.of(tier)));
		return new PriceRowJson(row.id(), row.model().toString(), row.from(), row.until(),
				row.billedAt().name().toLowerCase(Locale.ROOT), rates(row.rates()), fee(row.rates()),
				row.windows().stream().map(Window::of).toList(), row.above().stream().map(Above::of).toList(), tiers,
				row.source(), row.verifiedOn());
	}

	/**
	 * Tells rates, without those that others fall back to.
	 * @param rates the rates
	 * @return dollars per million by kind of token
	 */
	public static Map<String, String> rates(Rates rates) {
		Map<TokenType, Usd> given = rates.perMillion();
		return given.entrySet()
			.stream()
			.collect(Collectors.toMap((rate) -> rate.getKey().label(), (rate) -> rate.getValue().toPlainString(),
					(a, b) -> a, LinkedHashMap::new));
	}

	private static @Nullable String fee(Rates rates) {
		return rates.perRequest().map(Usd::toPlainString).orElse(null);
	}

	/**
	 * Hours with other rates.
	 *
	 * @param name the window's name
	 * @param zone the zone of hours and weekdays
	 * @param hours spans such as {@code 16:30/00:30}
	 * @param weekdays the days on which it may open
	 * @param except the calendar on whose days it does not open, null for none
	 * @param perMillion dollars per million tokens, where they differ
	 * @param perRequest dollars per request on top, null where they are the row's
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record Window(String name, String zone, List<String> hours, List<DayOfWeek> weekdays,
			@Nullable String except, Map<String, String> perMillion, @Nullable String perRequest) {

		static Window of(PriceWindow window) {
			return new Window(window.name(), window.zone().getId(),
					window.hours().stream().map(PriceWindow.Hours::toString).toList(),
					window.weekdays().stream().sorted().toList(),
					(window.except() != null) ? window.except().name() : null, rates(window.rates()),
					fee(window.rates()));
		}

	}

	/**
	 * The rates of long contexts.
	 *
	 * @param inputTokens the tokens of input that a request must exceed
	 * @param perMillion dollars per million tokens, where they differ
	 * @param perRequest dollars per request on top, null where they are the row's
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record Above(long inputTokens, Map<String, String> perMillion, @Nullable String perRequest) {

		static Above of(ContextTier tier) {
			return new Above(tier.inputTokens(), rates(tier.rates()), fee(tier.rates()));
		}

	}

	/**
	 * The rates of another speed of service.
	 *
	 * @param perMillion dollars per million tokens, where they differ
	 * @param perRequest dollars per request on top, null where they are the row's
	 * @param above its rates of long contexts
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	public record Tier(Map<String, String> perMillion, @Nullable String perRequest, List<Above> above) {

		static Tier of(ServiceTier tier) {
			return new Tier(rates(tier.rates()), fee(tier.rates()), tier.above().stream().map(Above::of).toList());
		}

	}

}
