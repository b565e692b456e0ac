package dev.tollgate.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FastClockTests {

	private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");

	private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

	private final FastClock clock = new FastClock(MONDAY, 1440, this.nanos::get);

	@Test
	void itStandsStillUntilItRuns() {
		this.nanos.addAndGet(60_000_000_000L);
		assertThat(this.clock.instant()).isEqualTo(MONDAY);
	}

	@Test
	void aDayTakesAMinute() {
		this.clock.run();
		this.nanos.addAndGet(30_000_000_000L);
		assertThat(this.clock.instant()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
		this.nanos.addAndGet(30_000_000_000L);
		assertThat(this.clock.elapsed()).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void itGoesOnForMonthsAndNeverBack() {
		this.clock.run();
		Instant before = MONDAY;
		for (int i = 0; i < 1000; i++) {
			this.nanos.addAndGet(7_777_777L + i);
			assertThat(this.clock.instant()).isAfter(before);
			before = this.clock.instant();
		}
		this.nanos.addAndGet(3_600_000_000_000L);
		assertThat(this.clock.elapsed()).isBetween(Duration.ofDays(60), Duration.ofDays(61));
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-29T23:59:59Z,2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z,2026-11-23T00:00:00Z",
			"2026-11-22T23:59:59Z,2026-11-16T00:00:00Z" })
	void itBeginsOnTheLastMonday(Instant now, Instant monday) {
		assertThat(DemoConfiguration.lastMonday(Clock.fixed(now, ZoneOffset.UTC))).isEqualTo(monday);
	}

}
