package dev.tollgate.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.PriceRowJson;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A route as administrators see it.
 */
@JsonNaming(SnakeCaseStrategy.class)
record RouteView(String name, String strategy, int attempts, @Nullable String deadline, String resume,
		List<TargetView> targets) {

	static RouteView of(Route route, PriceList prices, Instant now) {
		Duration deadline = route.deadline();
		return new RouteView(route.name(), route.strategy().label(), route.attempts(),
				(deadline != null) ? deadline.toString() : null, route.resume().name().toLowerCase(Locale.ROOT),
				route.targets().stream().map((target) -> TargetView.of(target, prices, now)).toList());
	}

	/** A target, with what its price and its speed are now. */
	@JsonNaming(SnakeCaseStrategy.class)
	record TargetView(String provider, String model, @Nullable Integer group, int weight, String state,
			@Nullable Integer contextWindow, @Nullable PriceNow priceNow, @Nullable Long firstTokenMs) {

		private static final long NANOS_PER_MILLI = 1_000_000;

		static TargetView of(Target target, PriceList prices, Instant now) {
			Long nanos = target.firstTokenNanos();
			return new TargetView(target.model().provider(), target.model().name(), target.group(), target.weight(),
					target.state(), target.contextWindow(),
					prices.price(target.called(), now, now).map(PriceNow::of).orElse(null),
					(nanos != null) ? Math.ceilDiv(nanos, NANOS_PER_MILLI) : null);
		}

	}

	/** What applies at an instant, in dollars per million tokens. */
	@JsonNaming(SnakeCaseStrategy.class)
	record PriceNow(String window, Map<String, String> perMillion) {

		static PriceNow of(Price price) {
			return new PriceNow(price.window(), PriceRowJson.rates(price.rates()));
		}

	}

}
