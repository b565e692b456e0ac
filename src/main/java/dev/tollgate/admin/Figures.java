package dev.tollgate.admin;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.tollgate.ledger.CostSum;
import org.jspecify.annotations.Nullable;

/**
 * Exact sums, as far as they are known: a measure that is missing is not nothing.
 *
 * @param values the sums by measure
 */
record Figures(Map<Measure, BigDecimal> values) {

	static final Figures NONE = new Figures(Map.of());

	/** Longer ones would be beyond any bill, and an exponent can fill the memory. */
	private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}(?:\\.\\d{1,40})?(?:[eE][+-]?\\d{1,2})?");

	private static final Pattern COUNT = Pattern.compile("\\d{1,18}(?:\\.0+)?");

	Figures {
		EnumMap<Measure, BigDecimal> copy = new EnumMap<>(Measure.class);
		copy.putAll(values);
		values = Collections.unmodifiableMap(copy);
	}

	static Figures of(Measure measure, BigDecimal value) {
		return new Figures(Map.of(measure, value));
	}

	static Figures of(CostSum sum) {
		return new Figures(Map.of(Measure.REQUESTS, BigDecimal.valueOf(sum.requests()), Measure.INPUT,
				BigDecimal.valueOf(sum.usage().input()), Measure.CACHED_INPUT,
				BigDecimal.valueOf(sum.usage().cachedInput()), Measure.OUTPUT, BigDecimal.valueOf(sum.usage().output()),
				Measure.USD, sum.cost()));
	}

	/**
	 * Reads an amount.
	 * @param text the text
	 * @return the amount, or null if the text is none
	 */
	static @Nullable BigDecimal amount(String text) {
		return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
	}

	/**
	 * Reads a count.
	 * @param text the text
	 * @return the count, or null if the text is none
	 */
	static @Nullable BigDecimal count(String text) {
		return COUNT.matcher(text).matches() ? new BigDecimal(text) : null;
	}

	Figures plus(Figures other) {
		Map<Measure, BigDecimal> sums = new EnumMap<>(Measure.class);
		sums.putAll(this.values);
		other.values.forEach((measure, value) -> sums.merge(measure, value, BigDecimal::add));
		return new Figures(sums);
	}

	/**
	 * How much more these are than others, as far as the others are known.
	 * @param other the others
	 * @return the differences
	 */
	Figures minus(Figures other) {
		Map<Measure, BigDecimal> differences = new EnumMap<>(Measure.class);
		other.values.forEach((measure, value) -> differences.put(measure,
				this.values.getOrDefault(measure, BigDecimal.ZERO).subtract(value)));
		return new Figures(differences);
	}

	boolean isZero() {
		return this.values.values().stream().allMatch((value) -> value.signum() == 0);
	}

	/** Counts as numbers, dollars as a plain decimal, null for what is not known. */
	Map<String, @Nullable Object> view() {
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		for (Measure measure : Measure.values()) {
			BigDecimal value = this.values.get(measure);
			if (value == null) {
				view.put(measure.label(), null);
			}
			else if (measure == Measure.USD) {
				view.put(measure.label(), RequestView.money(value));
			}
			else {
				view.put(measure.label(), value.toBigInteger());
			}
		}
		return view;
	}

}
