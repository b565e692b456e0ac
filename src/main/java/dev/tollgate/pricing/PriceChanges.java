package dev.tollgate.pricing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Looks ahead in the rows of one model for the next instant at which its rates differ.
 */
final class PriceChanges {

	private static final Duration STEP = Duration.ofDays(8);

	// a window that does not open within a year and a long holiday never does
	private static final int STEPS = 50;

	private final List<PriceRow> rows;

	private PriceChanges(List<PriceRow> rows) {
		this.rows = rows;
	}

	/**
	 * The next change of a model's rates.
	 * @param rows its rows, chronological and without gaps
	 * @param price its price at that instant, null where it has none
	 * @param after the instant after which the change is looked for
	 * @return the change, empty where none is known
	 */
	static Optional<PriceChange> next(List<PriceRow> rows, @Nullable Price price, Instant after) {
		return Optional.ofNullable(new PriceChanges(rows).next(price, after));
	}

	private @Nullable PriceChange next(@Nullable Price before, Instant after) {
		for (PriceRow row : this.rows) {
			if (row.until() != null && !row.until().isAfter(after)) {
				continue;
			}
			if (row.from().isAfter(after) && differ(before, row.price(row.from()))) {
				return new PriceChange(row.from(), row.price(row.from()));
			}
			PriceChange change = within(row, before, row.from().isAfter(after) ? row.from() : after);
			if (change != null) {
				return change;
			}
		}
		Instant end = this.rows.isEmpty() ? null : this.rows.getLast().until();
		return (end != null && end.isAfter(after)) ? new PriceChange(end, null) : null;
	}

	private static @Nullable PriceChange within(PriceRow row, @Nullable Price before, Instant after) {
		Instant begin = after;
		for (int i = 0; i < STEPS && !row.windows().isEmpty() && row.contains(begin); i++) {
			Instant end = begin.plus(STEP);
			for (Instant instant : boundaries(row.windows(), begin, end)) {
				if (row.contains(instant) && differ(before, row.price(instant))) {
					return new PriceChange(instant, row.price(instant));
				}
			}
			begin = end;
		}
		return null;
	}

	/**
	 * Every instant at which one of the windows may open or close.
	 * @param windows the windows
	 * @param after the instant after which to begin
	 * @param last the last instant to look at
	 * @return the instants, ascending
	 */
	static Iterable<Instant> boundaries(List<PriceWindow> windows, Instant after, Instant last) {
		TreeSet<Instant> instants = new TreeSet<>();
		// a zone's day is at most one day away from UTC's
		LocalDate end = LocalDate.ofInstant(last, ZoneOffset.UTC).plusDays(1);
		LocalDate date = LocalDate.ofInstant(after, ZoneOffset.UTC).minusDays(1);
		for (; !date.isAfter(end); date = date.plusDays(1)) {
			for (PriceWindow window : windows) {
				window.addBoundaries(date, instants);
			}
		}
		return instants.subSet(after, false, last, true);
	}

	/**
	 * Whether two prices are not the same for every request.
	 * @param before a price, null for none
	 * @param now another, null for none
	 * @return {@code true} if some request would cost something else
	 */
	static boolean differ(@Nullable Price before, @Nullable Price now) {
		if (before == null || now == null) {
			return before != now;
		}
		return !before.rates().equals(now.rates()) || !before.row().above().equals(now.row().above())
				|| !before.row().serviceTiers().equals(now.row().serviceTiers());
	}

}
