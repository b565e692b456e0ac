package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Route;
import dev.tollgate.telemetry.CallMetrics;
import dev.tollgate.telemetry.CallObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Meters calls: what they cost at their instant, and how they went.
 */
@Component
final class Meter {

	private final PriceList prices;

	private final CallObservations observations;

	private final CallMetrics metrics;

	private final Clock clock;

	Meter(PriceList prices, CallObservations observations, CallMetrics metrics, Clock clock) {
		this.prices = prices;
		this.observations = observations;
		this.metrics = metrics;
		this.clock = clock;
	}

	MeteredCall start(Caller caller, Route route, ChatRequest request) {
		UpstreamModel label = route.model().withName(route.modelLabel());
		return new MeteredCall(this, caller, route, request,
				this.observations.start(route.name(), label, request.streamed()), this.clock.instant());
	}

	Instant now() {
		return this.clock.instant();
	}

	/**
	 * The price of a call: of the model that ran, else of the model that was asked, by
	 * the provider's own name, else by its type.
	 */
	Optional<Price> price(Route route, @Nullable String responseModel, Instant start, Instant completion) {
		UpstreamModel asked = route.model();
		UpstreamModel ran = asked.withName((responseModel != null) ? responseModel : asked.name());
		Optional<Price> price = this.prices.price(ran, start, completion);
		if (price.isEmpty() && !ran.equals(asked)) {
			price = this.prices.price(asked, start, completion);
		}
		if (price.isEmpty() && !route.providerType().equals(asked.provider())) {
			price = this.prices.price(new UpstreamModel(route.providerType(), ran.name()), start, completion)
				.or(() -> this.prices.price(new UpstreamModel(route.providerType(), asked.name()), start, completion));
		}
		return price;
	}

	/** The response model as a label: one that has a price, or the one that was asked. */
	String responseLabel(Route route, AnswerProgress progress) {
		String model = progress.model();
		boolean bounded = model != null
				&& this.prices.models().contains(new UpstreamModel(route.providerType(), model));
		return (model != null && bounded) ? model : route.modelLabel();
	}

	CallObservations observations() {
		return this.observations;
	}

	CallMetrics metrics() {
		return this.metrics;
	}

}
