package dev.tollgate.pricing;

import java.time.Instant;

import dev.tollgate.chat.UpstreamModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PriceWindowTests {

	private static final UpstreamModel MODEL = new UpstreamModel("p", "m");

	@ParameterizedTest
	@CsvSource(textBlock = """
			# clocks go forward at 01:00Z on 2026-03-29: 02:00 to 03:00 does not happen in Berlin
			2026-03-28T00:59:59Z, standard
			2026-03-28T01:00:00Z, night
			2026-03-28T01:59:59Z, night
			2026-03-28T02:00:00Z, standard
			2026-03-29T00:59:59Z, standard
			2026-03-29T01:00:00Z, standard
			2026-03-29T02:00:00Z, standard
			# clocks go back at 01:00Z on 2026-10-25: 02:00 to 03:00 happens twice
			2026-10-24T23:59:59Z, standard
			2026-10-25T00:00:00Z, night
			2026-10-25T00:59:59Z, night
			2026-10-25T01:00:00Z, night
			2026-10-25T01:59:59Z, night
			2026-10-25T02:00:00Z, standard
			""")
	void anHourThatIsSkippedIsNeverOpenAndOneThatIsDoubledIsOpenTwice(String at, String window) {
		assertThat(at(windows("Europe/Berlin", "02:00/03:00", ""), at)).isEqualTo(window);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-03-29T01:00:00Z, night
			2026-03-29T01:29:59Z, night
			2026-03-29T01:30:00Z, standard
			2026-10-25T00:29:59Z, standard
			2026-10-25T00:30:00Z, night
			2026-10-25T01:00:00Z, standard
			2026-10-25T01:30:00Z, night
			2026-10-25T02:30:00Z, standard
			""")
	void aWindowThatTheChangeOfClocksCutsFollowsTheClock(String at, String window) {
		assertThat(at(windows("Europe/Berlin", "02:30/03:30", ""), at)).isEqualTo(window);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-11-23T21:59:59Z, standard
			2026-11-23T22:00:00Z, night
			2026-11-24T00:00:00Z, night
			2026-11-24T01:59:59Z, night
			2026-11-24T02:00:00Z, standard
			2026-11-24T22:00:00Z, standard
			2026-11-23T01:00:00Z, standard
			""")
	void hoursPastMidnightBelongToTheDayOnWhichTheWindowOpened(String at, String window) {
		assertThat(at(windows("UTC", "22:00/02:00", "weekdays: [MONDAY]"), at)).isEqualTo(window);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-11-22T23:00:00Z, night
			2026-11-23T01:59:59Z, night
			2026-11-23T22:00:00Z, standard
			2026-11-24T01:00:00Z, standard
			2026-11-24T22:00:00Z, night
			""")
	void aHolidayKeepsTheWindowClosedThatWouldOpenOnIt(String at, String window) {
		assertThat(at(windows("UTC", "22:00/02:00", "except: days"), at)).isEqualTo(window);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-11-23T13:30:00Z, night
			2026-11-23T15:00:00Z, standard
			2026-11-24T13:30:00Z, standard
			2026-11-24T15:00:00Z, night
			""")
	void aHolidayIsADayOfItsCalendarsZone(String at, String window) {
		// the calendar's day 2026-11-24 in Tokyo begins at 15:00Z the day before
		assertThat(at(windows("UTC", "13:30/14:00\", \"15:00/16:00", "except: tokyo"), at)).isEqualTo(window);
	}

	@Test
	void theWholeDayIsWrittenFromMidnightToTwentyFour() {
		PriceList list = windows("UTC", "00:00/24:00", "weekdays: [SUNDAY]");
		assertThat(at(list, "2026-11-21T23:59:59Z")).isEqualTo("standard");
		assertThat(at(list, "2026-11-22T00:00:00Z")).isEqualTo("night");
		assertThat(at(list, "2026-11-22T23:59:59Z")).isEqualTo("night");
		assertThat(at(list, "2026-11-23T00:00:00Z")).isEqualTo("standard");
	}

	private static String at(PriceList list, String at) {
		return list.at(MODEL, Instant.parse(at)).orElseThrow().window();
	}

	private static PriceList windows(String zone, String hours, String more) {
		return Prices.list("""
				calendars:
				  - { name: days, zone: UTC, dates: ["2026-11-23"] }
				  - { name: tokyo, zone: Asia/Tokyo, dates: ["2026-11-24"] }
				prices:
				""" + Prices.row("2026-01-01T00:00:00Z", """
				    per-million: { input: "1", output: "2" }
				    windows:
				      - name: night
				        zone: %s
				        hours: ["%s"]
				        per-million: { input: "0.5" }
				        %s
				""".formatted(zone, hours, more)));
	}

}
