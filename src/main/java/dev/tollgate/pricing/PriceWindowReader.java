package dev.tollgate.pricing;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads a window of a price list's row.
 */
final class PriceWindowReader {

	// long enough for every weekday, holiday and change of the clocks
	private static final Duration LOOK_AHEAD = Duration.ofDays(400);

	private static final String END_OF_DAY = "24:00";

	private PriceWindowReader() {
	}

	static PriceWindow read(YamlMapping window, Map<String, HolidayCalendar> calendars) {
		window.allow("name", "zone", "hours", "weekdays", "except", "per-million", "per-request");
		String name = window.text("name");
		if (name.equals(Price.STANDARD)) {
			throw window.refuse("name", "'standard' names the hours outside all windows");
		}
		ZoneId zone = PriceListReader.zone(window);
		return new PriceWindow(name, zone, hours(window), weekdays(window), except(window, calendars),
				RatesReader.read(window.mapping("per-million"), window, false));
	}

	private static List<PriceWindow.Hours> hours(YamlMapping window) {
		List<PriceWindow.Hours> hours = new ArrayList<>();
		for (String text : window.texts("hours")) {
			String[] ends = text.split("/", -1);
			if (ends.length != 2 || ends[0].equals(ends[1])) {
				throw window.refuse("hours", "'" + text + "' is no span such as 16:30/00:30");
			}
			hours.add(new PriceWindow.Hours(time(window, text, ends[0]),
					ends[1].equals(END_OF_DAY) ? LocalTime.MIDNIGHT : time(window, text, ends[1])));
		}
		if (hours.isEmpty()) {
			throw window.refuse("'hours' is missing");
		}
		return hours;
	}

	private static LocalTime time(YamlMapping window, String span, String text) {
		LocalTime time;
		try {
			time = LocalTime.parse(text);
		}
		catch (DateTimeException ex) {
			throw window.refuse("hours", "'" + span + "' is no span such as 16:30/00:30");
		}
		if (!time.equals(time.truncatedTo(ChronoUnit.SECONDS))) {
			throw window.refuse("hours", "'" + span + "' is finer than a second");
		}
		return time;
	}

	private static Set<DayOfWeek> weekdays(YamlMapping window) {
		if (!window.keys().contains("weekdays")) {
			return EnumSet.allOf(DayOfWeek.class);
		}
		Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
		for (String text : window.texts("weekdays")) {
			try {
				weekdays.add(DayOfWeek.valueOf(text));
			}
			catch (IllegalArgumentException ex) {
				throw window.refuse("weekdays", "'" + text + "' is no weekday such as MONDAY");
			}
		}
		if (weekdays.isEmpty()) {
			throw window.refuse("weekdays", "the window would never open");
		}
		return weekdays;
	}

	private static @Nullable HolidayCalendar except(YamlMapping window, Map<String, HolidayCalendar> calendars) {
		String name = window.textOrNull("except");
		if (name == null) {
			return null;
		}
		HolidayCalendar calendar = calendars.get(name);
		if (calendar == null) {
			throw window.refuse("except", "there is no calendar '" + name + "'");
		}
		return calendar;
	}

	/**
	 * Refuses windows of which two are open at once: an hour must have one price.
	 * @param row the row, for messages
	 * @param windows its windows
	 * @param from its first instant
	 * @throws PriceListException if hours overlap
	 */
	static void refuseOverlaps(YamlMapping row, List<PriceWindow> windows, Instant from) {
		if (windows.isEmpty()) {
			return;
		}
		// two spans overlap where one of them opens while the other is open
		for (Instant instant : PriceChanges.boundaries(windows, from.minusNanos(1), from.plus(LOOK_AHEAD))) {
			PriceWindow open = null;
			for (PriceWindow window : windows) {
				for (PriceWindow.Hours span : window.hours()) {
					if (!window.contains(span, instant)) {
						continue;
					}
					if (open != null) {
						throw row.refuse("windows", "hours of '%s' and '%s' overlap, for instance at %s"
							.formatted(open.name(), window.name(), instant));
					}
					open = window;
				}
			}
		}
	}

}
