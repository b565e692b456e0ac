package dev.tollgate.pricing;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;

/**
 * Days on which a price window stays closed.
 *
 * @param name the name that price rows refer to
 * @param zone the zone whose days these are
 * @param dates the days
 */
public record HolidayCalendar(String name, ZoneId zone, Set<LocalDate> dates) {

	public HolidayCalendar {
		dates = Set.copyOf(dates);
	}

	/**
	 * Whether a day is a holiday.
	 * @param date the day in this calendar's zone
	 * @return {@code true} if so
	 */
	public boolean contains(LocalDate date) {
		return this.dates.contains(date);
	}

}
