package dev.tollgate.admin;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads either of the two files that DeepSeek's platform exports (Usage, Export):
 * {@code amount-….csv} with the columns {@code user_id, utc_date, model, api_key_name,
 * api_key, type, price, amount}, a line each of {@code input_cache_hit_tokens},
 * {@code input_cache_miss_tokens}, {@code output_tokens} and {@code request_count}, the
 * price in the account's currency per token; and {@code cost-….csv} with {@code user_id,
 * utc_date, model, wallet_type, cost, currency}. Newer files have
 * {@code start_time_iso, end_time_iso} in the account's time zone instead of
 * {@code utc_date}; older ones write the date without hyphens, too. DeepSeek documents
 * none of it: this is what exports that users have published look like.
 */
final class DeepSeekExport {

	private static final Set<Measure> AMOUNTS = EnumSet.allOf(Measure.class);

	private static final Set<Measure> COSTS = EnumSet.of(Measure.USD);

	private final UsageExport.Sums sums = new UsageExport.Sums();

	private final CsvReader reader;

	private DeepSeekExport(CsvReader reader) {
		this.reader = reader;
	}

	static UsageExport read(String text) {
		if (text.startsWith("PK")) {
			throw UsageExport.broken("line 1", "is a ZIP archive; unpack it and send one of its files");
		}
		CsvReader reader = new CsvReader(text);
		List<String> header = reader.header();
		boolean dated = header.contains("utc_date") || header.contains("start_time_iso");
		if (dated && header.containsAll(List.of("model", "type", "price", "amount"))) {
			return new DeepSeekExport(reader).amounts();
		}
		if (dated && header.containsAll(List.of("model", "cost", "currency"))) {
			return new DeepSeekExport(reader).costs();
		}
		throw UsageExport.broken("line 1", "has neither the columns utc_date, model, type, price and amount "
				+ "nor utc_date, model, cost and currency");
	}

	private UsageExport amounts() {
		for (CsvReader.Entry entry = this.reader.read(); entry != null; entry = this.reader.read()) {
			ModelDay day = day(entry);
			BigDecimal amount = Figures.count(entry.field("amount"));
			if (amount == null) {
				throw UsageExport.broken(entry.where("amount"), "is not a count");
			}
			switch (entry.field("type")) {
				case "input_cache_hit_tokens" -> {
					this.sums.add(day, Measure.INPUT, amount);
					this.sums.add(day, Measure.CACHED_INPUT, amount);
				}
				case "input_cache_miss_tokens", "input_tokens" -> this.sums.add(day, Measure.INPUT, amount);
				case "output_tokens" -> this.sums.add(day, Measure.OUTPUT, amount);
				case "request_count" -> this.sums.add(day, Measure.REQUESTS, amount);
				default -> throw UsageExport.broken(entry.where("type"), "is not a known type");
			}
			// requests have no price
			if (!entry.field("price").isEmpty()) {
				this.sums.add(day, Measure.USD, amount(entry, "price").multiply(amount));
			}
		}
		return this.sums.export(AMOUNTS, true);
	}

	private UsageExport costs() {
		for (CsvReader.Entry entry = this.reader.read(); entry != null; entry = this.reader.read()) {
			if (!entry.field("currency").equals("USD")) {
				throw UsageExport.broken(entry.where("currency"), "is not USD, which the ledger counts in");
			}
			this.sums.add(day(entry), Measure.USD, amount(entry, "cost"));
		}
		return this.sums.export(COSTS, true);
	}

	private static BigDecimal amount(CsvReader.Entry entry, String name) {
		BigDecimal amount = Figures.amount(entry.field(name));
		if (amount == null) {
			throw UsageExport.broken(entry.where(name), "is not an amount");
		}
		return amount;
	}

	private static ModelDay day(CsvReader.Entry entry) {
		String model = entry.field("model");
		if (model.isEmpty()) {
			throw UsageExport.broken(entry.where("model"), "is empty");
		}
		String name = entry.fields().containsKey("utc_date") ? "utc_date" : "start_time_iso";
		LocalDate day = day(entry.field(name));
		if (day == null) {
			throw UsageExport.broken(entry.where(name), "is not the beginning of a day in UTC, as the ledger's are");
		}
		return new ModelDay(day, model);
	}

	private static @Nullable LocalDate day(String text) {
		try {
			if (text.length() == "yyyymmdd".length()) {
				return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
			}
			if (text.length() == "yyyy-mm-dd".length()) {
				return LocalDate.parse(text);
			}
			OffsetDateTime start = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
			return start.toLocalTime().equals(LocalTime.MIDNIGHT) ? start.toLocalDate() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
