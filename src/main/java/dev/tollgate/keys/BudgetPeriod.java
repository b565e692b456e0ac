package dev.tollgate.keys;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * After which time a budget is whole again; days begin at 00:00 UTC, weeks on Monday.
 */
public enum BudgetPeriod {

	/** A day. */
	DAY,

	/** A week. */
	WEEK,

	/** A month of the calendar. */
	MONTH,

	/** For ever: what is spent stays spent. */
	TOTAL;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The period of a name.
	 * @param label the name, such as {@code month}
	 * @return the period, or null if none has that name
	 */
	public static @Nullable BudgetPeriod of(String label) {
		return Arrays.stream(values()).filter((period) -> period.label.equals(label)).findFirst().orElse(null);
	}

	/**
	 * The name in requests and reports.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

	/**
	 * When the period began that an instant lies in.
	 * @param instant the instant
	 * @return the beginning, {@link Instant#EPOCH} for {@link #TOTAL}
	 */
	public Instant start(Instant instant) {
		LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
		return switch (this) {
			case DAY -> midnight(day);
			case WEEK -> midnight(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
			case MONTH -> midnight(day.withDayOfMonth(1));
			case TOTAL -> Instant.EPOCH;
		};
	}

	/**
	 * When the period ends that an instant lies in.
	 * @param instant the instant
	 * @return the beginning of the next one, or null for {@link #TOTAL}
	 */
	public @Nullable Instant end(Instant instant) {
		Instant start = start(instant);
		return switch (this) {
			case DAY -> start.plus(1, ChronoUnit.DAYS);
			case WEEK -> start.plus(7, ChronoUnit.DAYS);
			case MONTH -> midnight(LocalDate.ofInstant(start, ZoneOffset.UTC).plusMonths(1));
			case TOTAL -> null;
		};
	}

	private static Instant midnight(LocalDate day) {
		return day.atStartOfDay(ZoneOffset.UTC).toInstant();
	}

}
