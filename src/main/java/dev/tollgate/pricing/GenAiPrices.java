package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON of genai-prices: a list of providers, or one of them, with prices in
 * dollars per million tokens, some of which hold from a day on or at some hours.
 */
final class GenAiPrices {

	private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

	/** Its names of the providers whose names differ. */
	private static final Map<String, String> PROVIDERS = Map.of("google", "gemini");

	private static final Map<String, TokenType> KEYS = Map.of("input_mtok", TokenType.INPUT, "output_mtok",
			TokenType.OUTPUT, "cache_read_mtok", TokenType.CACHED_INPUT, "cache_write_mtok", TokenType.CACHE_WRITE,
			"input_audio_mtok", TokenType.AUDIO_INPUT, "cache_audio_read_mtok", TokenType.CACHED_AUDIO_INPUT,
			"output_audio_mtok", TokenType.AUDIO_OUTPUT, "input_image_mtok", TokenType.IMAGE_INPUT, "input_video_mtok",
			TokenType.VIDEO_INPUT, "output_image_mtok", TokenType.IMAGE_OUTPUT);

	private final Set<String> providers;

	private final LocalDate today;

	private final ForeignList list = new ForeignList("genai-prices");

	private GenAiPrices(Set<String> providers, LocalDate today) {
		this.providers = providers;
		this.today = today;
	}

	static boolean recognises(JsonNode root) {
		return root.isArray() ? (!root.isEmpty() && root.valueStream().allMatch(GenAiPrices::isProvider))
				: isProvider(root);
	}

	private static boolean isProvider(JsonNode provider) {
		return provider.path("id").isString() && provider.path("models").isArray();
	}

	static ForeignList read(JsonNode root, Set<String> providers, LocalDate today) {
		GenAiPrices reading = new GenAiPrices(providers, today);
		for (JsonNode provider : root.isArray() ? root : List.of(root)) {
			reading.provider(provider);
		}
		return reading.list;
	}

	private void provider(JsonNode provider) {
		String id = provider.path("id").asString();
		String name = PROVIDERS.getOrDefault(id, id);
		if (!this.providers.contains(name)) {
			return;
		}
		for (JsonNode entry : provider.path("models")) {
			UpstreamModel model = new UpstreamModel(name, entry.path("id").asString());
			// Google serves others' models too, by other addresses than Gemini's
			if (name.equals("gemini") && !model.name().startsWith("gem")) {
				this.list.leftOut().add(model + ": is none of Gemini's API");
				continue;
			}
			RateSheet sheet = new RateSheet();
			JsonNode comments = entry.path("price_comments");
			if (comments.isString()) {
				sheet.note("price_comments: " + comments.asString());
			}
			prices(sheet, entry.path("prices"));
			ForeignPrices.finish(this.list, model, sheet);
		}
	}

	/** Later conditions go before earlier ones; one price has no condition. */
	private void prices(RateSheet sheet, JsonNode prices) {
		if (!prices.isArray()) {
			base(sheet, prices);
			return;
		}
		JsonNode inForce = null;
		for (JsonNode conditional : prices) {
			JsonNode condition = conditional.path("constraint");
			JsonNode start = condition.has("start_date") ? condition.path("start_date") : condition.path("start");
			if (start.isString()) {
				if (day(start.asString()).isAfter(this.today)) {
					sheet.note("from " + start.asString() + " on: " + ForeignPrices.plain(conditional.path("prices")));
				}
				else {
					inForce = conditional.path("prices");
				}
			}
			else if (condition.isObject()) {
				window(sheet, condition, conditional.path("prices"));
			}
			else if (inForce == null) {
				inForce = conditional.path("prices");
			}
		}
		if (inForce != null) {
			base(sheet, inForce);
		}
	}

	private static LocalDate day(String text) {
		try {
			return LocalDate.parse(text.substring(0, Math.min(text.length(), 10)));
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'" + text + "' is no day", ex);
		}
	}

	private static void base(RateSheet sheet, JsonNode prices) {
		for (Map.Entry<String, JsonNode> price : prices.properties()) {
			TokenType type = KEYS.get(price.getKey());
			JsonNode value = price.getValue();
			if (price.getKey().equals("requests_kcount") && value.isNumber()) {
				sheet.perRequest(value.decimalValue().divide(THOUSAND));
			}
			else if (type != null && value.isNumber()) {
				sheet.rate(type, value.decimalValue());
			}
			else if (type != null && value.path("base").isNumber()) {
				sheet.rate(type, value.path("base").decimalValue());
				for (JsonNode tier : value.path("tiers")) {
					sheet.rate(null, tier.path("start").asLong(), type, tier.path("price").decimalValue());
				}
			}
			else {
				sheet.note("no place for " + price.getKey() + ": " + ForeignPrices.plain(value));
			}
		}
	}

	private static void window(RateSheet sheet, JsonNode condition, JsonNode prices) {
		PriceWindow.@Nullable Hours hours = hours(condition);
		Map<TokenType, BigDecimal> rates = new EnumMap<>(TokenType.class);
		for (Map.Entry<String, JsonNode> price : prices.properties()) {
			TokenType type = KEYS.get(price.getKey());
			if (hours == null || type == null || !price.getValue().isNumber()) {
				sheet.note("no place for the prices at " + ForeignPrices.plain(condition) + ": "
						+ ForeignPrices.plain(prices));
				return;
			}
			rates.put(type, price.getValue().decimalValue());
		}
		if (hours != null) {
			String name = "utc-%s-%s".formatted(hours.opens(), hours.closes()).replace(":", "");
			sheet.window(new PriceWindow(name, ZoneOffset.UTC, List.of(hours), EnumSet.allOf(DayOfWeek.class), null,
					Rates.of(rates, null)));
		}
	}

	private static PriceWindow.@Nullable Hours hours(JsonNode condition) {
		try {
			OffsetTime start = OffsetTime.parse(condition.path("start_time").asString(""));
			OffsetTime end = OffsetTime.parse(condition.path("end_time").asString(""));
			return new PriceWindow.Hours(start.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime(),
					end.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime());
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
