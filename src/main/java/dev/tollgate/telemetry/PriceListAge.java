package dev.tollgate.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * How long ago the prices of each provider were verified last.
 */
@Component
final class PriceListAge implements MeterBinder {

	private final Map<String, LocalDate> verified = new TreeMap<>();

	private final Clock clock;

	PriceListAge(PriceBook prices, Clock clock) {
		this.clock = clock;
		for (PriceRow row : prices.inForce().rows()) {
			this.verified.merge(row.model().provider(), row.verifiedOn(), (a, b) -> a.isAfter(b) ? a : b);
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.verified.forEach((provider, date) -> Gauge.builder("tollgate.price.list.age", () -> seconds(date))
			.description("Time since the prices of a provider were verified")
			.baseUnit("seconds")
			.tag("provider", provider)
			.register(registry));
	}

	private double seconds(LocalDate date) {
		return Duration.between(date.atStartOfDay(ZoneOffset.UTC).toInstant(), this.clock.instant()).toSeconds();
	}

}
