package dev.tollgate.pricing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Hours of the day at which a model has other rates. The wall clock of the zone decides:
 * an hour that daylight saving skips does not happen, one that it doubles counts twice.
 *
 * @param name the name in the ledger and in metrics, for instance {@code peak}
 * @param zone the zone of hours and weekdays
 * @param hours when it is open
 * @param weekdays the days on which it may open; hours past midnight belong to the day
 * before
 * @param except the days on which it does not open, null for none
 * @param rates the rates that differ, in dollars per million tokens
 */
public record PriceWindow(String name, ZoneId zone, List<Hours> hours, Set<DayOfWeek> weekdays,
		@Nullable HolidayCalendar except, Rates rates) {

	private static final long SECONDS_PER_DAY = 86_400;

	public PriceWindow {
		hours = List.copyOf(hours);
		weekdays = Set.copyOf(weekdays);
	}

	/**
	 * Whether the window is open.
	 * @param instant when
	 * @return {@code true} if its rates apply
	 */
	public boolean contains(Instant instant) {
		for (Hours span : this.hours) {
			if (contains(span, instant)) {
				return true;
			}
		}
		return false;
	}

	boolean contains(Hours span, Instant instant) {
		long local = instant.getEpochSecond() + this.zone.getRules().getOffset(instant).getTotalSeconds();
		long second = Math.floorMod(local, SECONDS_PER_DAY);
		long opened = Math.floorDiv(local, SECONDS_PER_DAY);
		if (span.wraps() && second < span.closesAtSecond()) {
			opened--;
		}
		else if (second < span.opensAtSecond() || (!span.wraps() && second >= span.closesAtSecond())) {
			return false;
		}
		return opensOn(LocalDate.ofEpochDay(opened), span.opens());
	}

	private boolean opensOn(LocalDate date, LocalTime opens) {
		if (!this.weekdays.contains(date.getDayOfWeek())) {
			return false;
		}
		if (this.except == null) {
			return true;
		}
		if (this.except.zone().equals(this.zone)) {
			return !this.except.contains(date);
		}
		return !this.except
			.contains(date.atTime(opens).atZone(this.zone).withZoneSameInstant(this.except.zone()).toLocalDate());
	}

	/**
	 * Adds every instant of a day at which the window may open or close.
	 * @param date the day in the window's zone
	 * @param instants where they are added
	 */
	void addBoundaries(LocalDate date, Collection<Instant> instants) {
		ZoneRules rules = this.zone.getRules();
		for (Hours span : this.hours) {
			addInstants(rules, date.atTime(span.opens()), instants);
			addInstants(rules, date.atTime(span.closes()), instants);
		}
		// a clock that is set back or forward can open or close it, too
		ZoneOffsetTransition transition = rules.nextTransition(date.atStartOfDay(this.zone).toInstant().minusNanos(1));
		if (transition != null
				&& transition.getInstant().isBefore(date.plusDays(1).atStartOfDay(this.zone).toInstant())) {
			instants.add(transition.getInstant());
		}
	}

	private static void addInstants(ZoneRules rules, LocalDateTime local, Collection<Instant> instants) {
		for (ZoneOffset offset : rules.getValidOffsets(local)) {
			instants.add(local.toInstant(offset));
		}
	}

	/**
	 * A half-open span of a day's hours, past midnight where it closes before it opens.
	 *
	 * @param opens the first moment
	 * @param closes the first moment after it, midnight for the end of the day
	 */
	public record Hours(LocalTime opens, LocalTime closes) {

		/**
		 * The span as the price list writes it.
		 * @return for instance {@code 16:30/00:30} or {@code 18:00/24:00}
		 */
		@Override
		public String toString() {
			return this.opens + "/" + (this.closes.equals(LocalTime.MIDNIGHT) ? "24:00" : this.closes);
		}

		boolean wraps() {
			return !this.closes.isAfter(this.opens);
		}

		int opensAtSecond() {
			return this.opens.toSecondOfDay();
		}

		int closesAtSecond() {
			return this.closes.toSecondOfDay();
		}

	}

}
