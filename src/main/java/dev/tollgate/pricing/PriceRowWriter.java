package dev.tollgate.pricing;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.tollgate.wire.Json;

/**
 * Writes rows as a price list has them.
 */
final class PriceRowWriter {

	private PriceRowWriter() {
	}

	/**
	 * Writes a row.
	 * @param row the row
	 * @return its lines, indented to stand below {@code prices:}
	 */
	static List<String> lines(PriceRow row) {
		List<String> lines = new ArrayList<>();
		lines.add("  - model: " + Json.quote(row.model().toString()));
		lines.add("    from: " + Json.quote(row.from().toString()));
		lines.add("    billed-at: " + row.billedAt().name().toLowerCase(Locale.ROOT));
		lines.add("    per-million: " + rates(row.rates()));
		addWindows(row.windows(), lines);
		addAbove("    ", row.above(), lines);
		addTiers(row.serviceTiers(), lines);
		lines.add("    source: " + Json.quote(row.source()));
		lines.add("    verified-on: " + Json.quote(row.verifiedOn().toString()));
		return lines;
	}

	/**
	 * Writes a text as comments.
	 * @param text the text, which may be anybody's
	 * @return one line
	 */
	static String comment(String text) {
		return "  # " + text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
	}

	private static void addWindows(List<PriceWindow> windows, List<String> lines) {
		if (windows.isEmpty()) {
			return;
		}
		lines.add("    windows:");
		for (PriceWindow window : windows) {
			lines.add("      - name: " + Json.quote(window.name()));
			lines.add("        zone: " + Json.quote(window.zone().getId().equals("Z") ? "UTC" : window.zone().getId()));
			lines.add("        hours: " + window.hours()
				.stream()
				.map((span) -> Json.quote(span.toString()))
				.collect(Collectors.joining(", ", "[", "]")));
			if (window.weekdays().size() < DayOfWeek.values().length) {
				lines.add("        weekdays: " + window.weekdays().stream().sorted().toList());
			}
			if (window.except() != null) {
				lines.add("        except: " + Json.quote(window.except().name()));
			}
			lines.add("        per-million: " + rates(window.rates()));
		}
	}

	private static void addAbove(String indent, List<ContextTier> tiers, List<String> lines) {
		if (tiers.isEmpty()) {
			return;
		}
		lines.add(indent + "above:");
		for (ContextTier tier : tiers) {
			lines.add(indent + "  - { input-tokens: " + tier.inputTokens() + ", per-million: " + rates(tier.rates())
					+ " }");
		}
	}

	private static void addTiers(Map<String, ServiceTier> tiers, List<String> lines) {
		if (tiers.isEmpty()) {
			return;
		}
		lines.add("    service-tiers:");
		new TreeMap<>(tiers).forEach((name, tier) -> {
			lines.add("      " + Json.quote(name) + ":");
			tier.rates()
				.perMillion()
				.forEach((type, rate) -> lines
					.add("        " + RatesReader.key(type) + ": " + Json.quote(rate.toString())));
			tier.rates()
				.perRequest()
				.ifPresent((fee) -> lines.add("        per-request: " + Json.quote(fee.toString())));
			addAbove("        ", tier.above(), lines);
		});
	}

	private static String rates(Rates rates) {
		StringJoiner words = new StringJoiner(", ", "{ ", " }");
		rates.perMillion()
			.forEach((type, rate) -> words.add(RatesReader.key(type) + ": " + Json.quote(rate.toString())));
		rates.perRequest().ifPresent((fee) -> words.add("per-request: " + Json.quote(fee.toString())));
		return words.toString();
	}

}
