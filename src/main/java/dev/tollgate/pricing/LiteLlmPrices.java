package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads LiteLLM's {@code model_prices_and_context_window.json}: an object of models, each
 * with its costs in dollars per token.
 */
final class LiteLlmPrices {

	private static final String PROVIDER = "litellm_provider";

	private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

	private static final int THOUSAND = 1000;

	/** What a call of ours can be; pictures and speech have their own units. */
	private static final Set<String> MODES = Set.of("chat", "completion", "responses", "embedding");

	private static final Map<String, TokenType> KEYS = Map.ofEntries(Map.entry("input_cost_per_token", TokenType.INPUT),
			Map.entry("output_cost_per_token", TokenType.OUTPUT),
			Map.entry("cache_read_input_token_cost", TokenType.CACHED_INPUT),
			Map.entry("input_cost_per_token_cache_hit", TokenType.CACHED_INPUT),
			Map.entry("cache_creation_input_token_cost", TokenType.CACHE_WRITE),
			Map.entry("output_cost_per_reasoning_token", TokenType.REASONING),
			Map.entry("input_cost_per_audio_token", TokenType.AUDIO_INPUT),
			Map.entry("cache_read_input_audio_token_cost", TokenType.CACHED_AUDIO_INPUT),
			Map.entry("output_cost_per_audio_token", TokenType.AUDIO_OUTPUT),
			Map.entry("input_cost_per_image_token", TokenType.IMAGE_INPUT),
			Map.entry("output_cost_per_image_token", TokenType.IMAGE_OUTPUT),
			Map.entry("input_cost_per_video_token", TokenType.VIDEO_INPUT));

	private static final Pattern ABOVE = Pattern.compile("_above_(\\d+)(k?)_tokens");

	private static final Pattern TIER = Pattern.compile("_(flex|priority|fast)$");

	private LiteLlmPrices() {
	}

	static boolean recognises(JsonNode root) {
		return root.isObject() && root.valueStream().anyMatch((model) -> model.path(PROVIDER).isString());
	}

	static ForeignList read(JsonNode root, Set<String> providers) {
		ForeignList list = new ForeignList("LiteLLM");
		Map<UpstreamModel, JsonNode> models = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> entry : root.properties()) {
			String provider = entry.getValue().path(PROVIDER).asString("");
			String prefix = provider + "/";
			boolean qualified = entry.getKey().startsWith(prefix);
			String name = qualified ? entry.getKey().substring(prefix.length()) : entry.getKey();
			// further names with a slash are sizes of pictures and the like
			if (!providers.contains(provider) || name.indexOf('/') >= 0) {
				continue;
			}
			UpstreamModel model = new UpstreamModel(provider, name);
			if (qualified) {
				models.put(model, entry.getValue());
			}
			else {
				models.putIfAbsent(model, entry.getValue());
			}
		}
		models.forEach((model, entry) -> add(list, model, entry));
		return list;
	}

	private static void add(ForeignList list, UpstreamModel model, JsonNode entry) {
		String mode = entry.path("mode").asString("chat");
		if (!MODES.contains(mode)) {
			list.leftOut().add(model + ": of mode " + mode);
			return;
		}
		RateSheet sheet = new RateSheet();
		for (Map.Entry<String, JsonNode> field : entry.properties()) {
			if (field.getKey().contains("cost")) {
				cost(sheet, field.getKey(), field.getValue());
			}
		}
		if (mode.equals("embedding") && !entry.path("output_cost_per_token").isNumber()) {
			sheet.rate(TokenType.OUTPUT, BigDecimal.ZERO);
		}
		ForeignPrices.finish(list, model, sheet);
	}

	private static void cost(RateSheet sheet, String key, JsonNode value) {
		if (value.isNull() || (value.isNumber() && value.decimalValue().signum() == 0 && !KEYS.containsKey(key))) {
			return;
		}
		String tier = null;
		String rest = key;
		Matcher served = TIER.matcher(rest);
		if (served.find()) {
			tier = served.group(1);
			rest = served.replaceFirst("");
		}
		Matcher above = ABOVE.matcher(rest);
		long tokens = 0;
		if (above.find()) {
			tokens = Long.parseLong(above.group(1)) * (above.group(2).isEmpty() ? 1 : THOUSAND);
			rest = above.replaceFirst("");
		}
		put(sheet, tier, tokens, key, rest, value);
	}

	private static void put(RateSheet sheet, @Nullable String tier, long above, String key, String base,
			JsonNode value) {
		TokenType type = KEYS.get(base);
		if (type != null && value.isNumber()) {
			sheet.rate(tier, above, type, value.decimalValue().multiply(MILLION));
		}
		else if (key.equals("input_cost_per_request") && value.isNumber()) {
			sheet.perRequest(value.decimalValue());
		}
		else {
			sheet.note("no place for " + key + ": " + ForeignPrices.plain(value));
		}
	}

}
