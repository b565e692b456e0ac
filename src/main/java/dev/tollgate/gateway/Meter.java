package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
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

	private final PriceBook prices;

	private final CallObservations observations;

	private final CallMetrics metrics;

	private final Clock clock;

	Meter(PriceBook prices, CallObservations observations, CallMetrics metrics, Clock clock) {
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

	Optional<Price> price(Route route, @Nullable String responseModel, Instant start, Instant completion) {
		return this.prices.inForce()
			.price(new CalledModel(route.model(), route.providerType(), responseModel), start, completion);
	}

	/** The response model as a label: one that has a price, or the one that was asked. */
	String responseLabel(Route route, AnswerProgress progress) {
		String model = progress.model();
		boolean bounded = model != null
				&& this.prices.inForce().models().contains(new UpstreamModel(route.providerType(), model));
		return (model != null && bounded) ? model : route.modelLabel();
	}

	CallObservations observations() {
		return this.observations;
	}

	CallMetrics metrics() {
		return this.metrics;
	}

}
