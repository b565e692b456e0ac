package dev.tollgate.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * How long ago the prices of each provider of the list in force were verified last.
 */
@Component
final class PriceListAge implements MeterBinder {

	private final List<MultiGauge> gauges = new CopyOnWriteArrayList<>();

	private final PriceBook prices;

	private final Clock clock;

	/** By provider. */
	private volatile Map<String, LocalDate> verified = Map.of();

	PriceListAge(PriceBook prices, Clock clock) {
		this.prices = prices;
		this.clock = clock;
		prices.onReload(this::follow);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.gauges.add(MultiGauge.builder("tollgate.price.list.age")
			.description("Time since the prices of a provider were verified")
			.baseUnit("seconds")
			.register(registry));
		follow();
	}

	private void follow() {
		Map<String, LocalDate> verified = new TreeMap<>();
		for (PriceRow row : this.prices.inForce().rows()) {
			verified.merge(row.model().provider(), row.verifiedOn(), (a, b) -> a.isAfter(b) ? a : b);
		}
		this.verified = verified;
		List<MultiGauge.Row<?>> rows = verified.keySet()
			.stream().<MultiGauge
					.Row<?>>map((provider) -> MultiGauge.Row.of(Tags.of("provider", provider), () -> seconds(provider)))
			.toList();
		// in place: a scrape may see one that is replaced twice, and fail
		this.gauges.forEach((gauge) -> gauge.register(rows, false));
	}

	private double seconds(String provider) {
		LocalDate date = this.verified.get(provider);
		return (date != null)
				? Duration.between(date.atStartOfDay(ZoneOffset.UTC).toInstant(), this.clock.instant()).toSeconds()
				: Double.NaN;
	}

}
