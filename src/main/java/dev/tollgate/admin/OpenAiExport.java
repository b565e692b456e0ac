package dev.tollgate.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Reads what OpenAI's administration API tells of an organization: pages of
 * {@code GET /v1/organization/usage/completions} with {@code group_by=model}, and of
 * {@code GET /v1/organization/costs} with {@code group_by=line_item}; one page, or an
 * array of pages of either or both. Source: OpenAI's OpenAPI description, UsageResponse,
 * UsageTimeBucket, UsageCompletionsResult and CostsResult. The form of a line item
 * ({@code gpt-4o-2024-08-06, cached input}) is not documented; it is as users of the API
 * report it. The API writes dollars as binary floating point: they are read to the
 * picodollar, which is what the ledger counts in.
 */
final class OpenAiExport {

	private static final ObjectReader READER = Json.MAPPER.reader()
		.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

	private static final Set<String> USAGE = Set.of("organization.usage.completions.result",
			"organization.usage.embeddings.result");

	private static final String COSTS = "organization.costs.result";

	/** Such as {@code priority | gpt-audio audio, cached input, long context}. */
	private static final Pattern LINE_ITEM = Pattern.compile("(?:[a-z ]+\\| )?([^\\s,|]+)(?: [a-z]+)?, .+");

	private static final int DECIMALS = 12;

	private final UsageExport.Sums sums = new UsageExport.Sums();

	private final Set<Measure> measures = EnumSet.noneOf(Measure.class);

	private boolean more;

	private int page;

	private OpenAiExport() {
	}

	static UsageExport read(byte[] body) {
		OpenAiExport export = new OpenAiExport();
		try (JsonParser parser = READER.createParser(body)) {
			export.readAll(parser);
		}
		catch (JacksonException ex) {
			int line = (ex.getLocation() != null) ? ex.getLocation().getLineNr() : 1;
			throw UsageExport.broken("line " + line, "is not valid JSON");
		}
		return export.sums.export(export.measures, !export.more);
	}

	private void readAll(JsonParser parser) {
		if (parser.nextToken() == JsonToken.START_ARRAY) {
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				readPage(parser);
			}
		}
		else {
			readPage(parser);
		}
		if (parser.nextToken() != null) {
			throw UsageExport.broken("line " + parser.currentTokenLocation().getLineNr(), "goes on behind the end");
		}
	}

	private void readPage(JsonParser parser) {
		String where = "page " + this.page++;
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			throw UsageExport.broken(where, "is not an object");
		}
		boolean data = false;
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			JsonToken value = parser.nextToken();
			if (name.equals("data") && value == JsonToken.START_ARRAY) {
				data = true;
				for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
					readBucket(parser.readValueAsTree(), where + ", data[" + i + "]");
				}
			}
			else if (name.equals("has_more")) {
				this.more = value == JsonToken.VALUE_TRUE;
			}
			else {
				parser.skipChildren();
			}
		}
		if (!data) {
			throw UsageExport.broken(where + ", data", "is not an array of buckets");
		}
	}

	private void readBucket(JsonNode bucket, String where) {
		JsonNode results = bucket.path("results");
		if (results.isMissingNode()) {
			// as OpenAI's description has it, though not its API
			results = bucket.path("result");
		}
		if (!results.isArray()) {
			throw UsageExport.broken(where + ".results", "is not an array");
		}
		LocalDate day = day(bucket, where);
		for (int i = 0; i < results.size(); i++) {
			readResult(day, results.get(i), where + ".results[" + i + "]");
		}
	}

	private static LocalDate day(JsonNode bucket, String where) {
		JsonNode start = bucket.path("start_time");
		if (!start.canConvertToLong() || Math.abs(start.longValue()) > Integer.MAX_VALUE * 2L) {
			throw UsageExport.broken(where + ".start_time", "is not a number of seconds");
		}
		LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(start.longValue()), ZoneOffset.UTC);
		JsonNode end = bucket.path("end_time");
		if (end.canConvertToLong() && end.longValue() > day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond()) {
			throw UsageExport.broken(where + ".end_time", "is not of the same day in UTC");
		}
		return day;
	}

	private void readResult(LocalDate day, JsonNode result, String where) {
		String kind = result.path("object").asString("");
		if (USAGE.contains(kind)) {
			ModelDay model = new ModelDay(day, text(result, "model", where));
			add(model, Measure.REQUESTS, count(result, "num_model_requests", where, true));
			add(model, Measure.INPUT, count(result, "input_tokens", where, true));
			add(model, Measure.CACHED_INPUT, count(result, "input_cached_tokens", where, false));
			add(model, Measure.OUTPUT, count(result, "output_tokens", where, false));
		}
		else if (kind.equals(COSTS)) {
			String item = text(result, "line_item", where);
			Matcher named = LINE_ITEM.matcher(item);
			// what is no model, such as a tool, stands under its own name: it was paid
			// for
			String model = named.matches() ? named.group(1) : item;
			add(new ModelDay(day, model), Measure.USD, dollars(result.path("amount"), where + ".amount"));
		}
		else {
			throw UsageExport.broken(where + ".object", "is neither usage of completions or embeddings nor costs");
		}
	}

	private void add(ModelDay day, Measure measure, BigDecimal value) {
		this.measures.add(measure);
		this.sums.add(day, measure, value);
	}

	private static String text(JsonNode result, String name, String where) {
		String text = result.path(name).asString("").trim();
		if (text.isEmpty()) {
			throw UsageExport.broken(where + '.' + name, "is missing; ask OpenAI for it with group_by=" + name);
		}
		return text;
	}

	private static BigDecimal count(JsonNode result, String name, String where, boolean required) {
		JsonNode value = result.path(name);
		if (!required && (value.isMissingNode() || value.isNull())) {
			return BigDecimal.ZERO;
		}
		return known(Figures.count(value.asString("")), where + '.' + name, "is not a count");
	}

	private static BigDecimal dollars(JsonNode amount, String where) {
		String currency = amount.path("currency").asString("");
		if (!currency.toLowerCase(Locale.ROOT).equals("usd")) {
			throw UsageExport.broken(where + ".currency", "is not usd");
		}
		BigDecimal value = known(Figures.amount(amount.path("value").asString("")), where + ".value",
				"is not an amount");
		return value.setScale(DECIMALS, RoundingMode.HALF_EVEN);
	}

	private static BigDecimal known(@Nullable BigDecimal value, String where, String message) {
		if (value == null) {
			throw UsageExport.broken(where, message);
		}
		return value;
	}

}
