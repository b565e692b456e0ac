package dev.tollgate;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus read at one time.
 *
 * @param samples the values of all series, exactly as they were printed
 */
record Scrape(Map<Series, BigDecimal> samples) {

	private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	/** The roundings of some additions, of which a counter makes one a call. */
	private static final double ROUNDINGS = 8;

	/**
	 * Reads the series of some names.
	 * @param text what the gateway's metrics endpoint answered
	 * @param prefix how their names begin
	 */
	static Scrape of(String text, String prefix) {
		Map<Series, BigDecimal> samples = new LinkedHashMap<>();
		Matcher sample = SAMPLE.matcher(text);
		while (sample.find()) {
			// what is not known is no number
			if (sample.group(1).startsWith(prefix) && !sample.group(3).equals("NaN")) {
				samples.put(Series.of(sample.group(1), sample.group(2)), new BigDecimal(sample.group(3)));
			}
		}
		return new Scrape(samples);
	}

	/**
	 * What the series of a name grew by since then, those that did not grow left out.
	 */
	Map<Series, Growth> since(Scrape before, String name) {
		Map<Series, Growth> growth = new LinkedHashMap<>();
		this.samples.forEach((series, now) -> {
			BigDecimal then = before.samples.getOrDefault(series, BigDecimal.ZERO);
			if (series.name.equals(name) && now.compareTo(then) != 0) {
				growth.put(series, new Growth(now.subtract(then),
						BigDecimal.valueOf(ROUNDINGS * Math.ulp(Math.max(now.doubleValue(), then.doubleValue())))));
			}
		});
		return growth;
	}

	/** The sum of all series of a name. */
	BigDecimal sum(String name) {
		return this.samples.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().name.equals(name))
			.map(Map.Entry::getValue)
			.reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	/**
	 * A name and its labels.
	 *
	 * @param name the name
	 * @param labels the labels
	 */
	record Series(String name, Map<String, String> labels) {

		private static Series of(String name, String text) {
			Map<String, String> labels = new LinkedHashMap<>();
			Matcher label = LABEL.matcher((text != null) ? text : "");
			while (label.find()) {
				labels.put(label.group(1), label.group(2));
			}
			return new Series(name, labels);
		}

		String label(String label) {
			return this.labels.getOrDefault(label, "");
		}

	}

	/**
	 * What a counter grew by. A counter is a double, the only one in which money is: its
	 * growth is exact but for the roundings of its sum.
	 *
	 * @param amount the difference of what was printed
	 * @param rounding how far that may be from the truth
	 */
	record Growth(BigDecimal amount, BigDecimal rounding) {

		boolean is(BigDecimal expected) {
			return this.amount.subtract(expected).abs().compareTo(this.rounding) <= 0;
		}

	}

}
