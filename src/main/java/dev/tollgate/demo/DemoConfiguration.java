package dev.tollgate.demo;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/**
 * What the demo has beside the gateway: a fast clock, and callers.
 */
@Configuration(proxyBeanMethods = false)
@Profile(DemoCommand.NAME)
@EnableConfigurationProperties(DemoProperties.class)
class DemoConfiguration {

	@Bean
	@Primary
	FastClock fastClock(DemoProperties properties) {
		Instant start = properties.start();
		return new FastClock((start != null) ? start : lastMonday(Clock.systemUTC()), properties.speed(),
				System::nanoTime);
	}

	static Instant lastMonday(Clock machine) {
		LocalDate today = LocalDate.ofInstant(machine.instant(), ZoneOffset.UTC);
		return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	@Bean
	DemoTraffic demoTraffic(DemoProperties properties, FastClock clock, Environment environment) {
		return new DemoTraffic(properties, clock, environment);
	}

}
