package dev.tollgate.pricing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row of a price list.
 */
final class PriceRowReader {

	private final Map<String, HolidayCalendar> calendars;

	PriceRowReader(Map<String, HolidayCalendar> calendars) {
		this.calendars = calendars;
	}

	/**
	 * Names a row in messages by model and beginning.
	 * @param row the row
	 * @return the row, named
	 */
	static YamlMapping named(YamlMapping row) {
		String model = row.named("row").text("model");
		return row.named("row " + model + " from " + row.named("row " + model).text("from"));
	}

	PriceRow read(YamlMapping row) {
		row.allow("model", "from", "until", "billed-at", "per-million", "per-request", "windows", "above",
				"service-tiers", "source", "verified-on");
		UpstreamModel model = model(row);
		Instant from = instant(row, "from", row.text("from"));
		return new PriceRow(model + "@" + from, model, from, until(row, from), billedAt(row), baseRates(row),
				windows(row, from), above(row), serviceTiers(row), row.text("source"), verifiedOn(row));
	}

	private static UpstreamModel model(YamlMapping row) {
		String text = row.text("model");
		int slash = text.indexOf('/');
		if (slash < 1 || slash == text.length() - 1) {
			throw row.refuse("model", "'" + text + "' is not provider/model");
		}
		return new UpstreamModel(text.substring(0, slash), text.substring(slash + 1));
	}

	private static @Nullable Instant until(YamlMapping row, Instant from) {
		String text = row.textOrNull("until");
		if (text == null) {
			return null;
		}
		Instant until = instant(row, "until", text);
		if (!until.isAfter(from)) {
			throw row.refuse("until", "the row ends before it begins");
		}
		return until;
	}

	private static Instant instant(YamlMapping row, String key, String text) {
		try {
			return Instant.parse(text);
		}
		catch (DateTimeException ex) {
			throw row.refuse(key, "'" + text + "' is no instant such as 2025-02-26T16:30:00Z");
		}
	}

	private static LocalDate verifiedOn(YamlMapping row) {
		String text = row.text("verified-on");
		try {
			return LocalDate.parse(text);
		}
		catch (DateTimeException ex) {
			throw row.refuse("verified-on", "'" + text + "' is no day such as 2026-11-23");
		}
	}

	private static BilledAt billedAt(YamlMapping row) {
		return switch (row.text("billed-at")) {
			case "start" -> BilledAt.START;
			case "completion" -> BilledAt.COMPLETION;
			default -> throw row.refuse("billed-at", "must be start or completion");
		};
	}

	private static Rates baseRates(YamlMapping row) {
		return RatesReader.read(row.mapping("per-million"), row, true);
	}

	private List<PriceWindow> windows(YamlMapping row, Instant from) {
		List<PriceWindow> windows = new ArrayList<>();
		for (YamlMapping entry : row.mappings("windows")) {
			windows.add(PriceWindowReader.read(entry, this.calendars));
		}
		if (windows.stream().map(PriceWindow::name).distinct().count() < windows.size()) {
			throw row.refuse("windows", "two windows have the same name");
		}
		PriceWindowReader.refuseOverlaps(row, windows, from);
		return windows;
	}

	private static List<ContextTier> above(YamlMapping parent) {
		List<ContextTier> tiers = new ArrayList<>();
		for (YamlMapping entry : parent.mappings("above")) {
			entry.allow("input-tokens", "per-million");
			tiers
				.add(new ContextTier(inputTokens(entry), RatesReader.read(entry.mapping("per-million"), entry, false)));
		}
		tiers.sort(Comparator.comparingLong(ContextTier::inputTokens));
		if (tiers.stream().map(ContextTier::inputTokens).distinct().count() < tiers.size()) {
			throw parent.refuse("above", "two tiers begin at the same number of tokens");
		}
		return tiers;
	}

	private static long inputTokens(YamlMapping tier) {
		String text = tier.text("input-tokens");
		if (!text.matches("\\d{1,15}")) {
			throw tier.refuse("input-tokens", "'" + text + "' is no number of tokens");
		}
		return Long.parseLong(text);
	}

	private static Map<String, ServiceTier> serviceTiers(YamlMapping row) {
		Map<String, ServiceTier> tiers = new HashMap<>();
		if (!row.keys().contains("service-tiers")) {
			return tiers;
		}
		YamlMapping entries = row.mapping("service-tiers");
		entries.allow(entries.keys());
		for (String name : entries.keys()) {
			YamlMapping entry = entries.mapping(name);
			if (!name.equals(name.toLowerCase(Locale.ROOT))) {
				throw entries.refuse(name, "a service tier is written in small letters");
			}
			tiers.put(name, new ServiceTier(name, RatesReader.readTier(entry), above(entry)));
		}
		return tiers;
	}

}
