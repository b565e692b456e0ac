package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.AttemptFacts;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import dev.tollgate.telemetry.CallMetrics;
import dev.tollgate.telemetry.CallObservations;
import dev.tollgate.telemetry.UnpricedModels;

import org.springframework.stereotype.Component;

/**
 * Meters calls: what they may cost before they are made, what they did cost at their
 * instant, and how they went.
 */
@Component
final class Meter {

	private final PriceBook prices;

	private final Ledger ledger;

	private final CallObservations observations;

	private final CallMetrics metrics;

	private final UnpricedModels unpriced;

	private final Clock clock;

	Meter(PriceBook prices, Ledger ledger, CallObservations observations, CallMetrics metrics, UnpricedModels unpriced,
			Clock clock) {
		this.prices = prices;
		this.ledger = ledger;
		this.observations = observations;
		this.metrics = metrics;
		this.unpriced = unpriced;
		this.clock = clock;
	}

	/**
	 * Holds what a call may cost, and watches it from now on.
	 */
	MeteredCall start(Caller caller, RequestIdentity identity, Route route, Target target, ChatRequest request) {
		Instant start = this.clock.instant();
		PriceList prices = this.prices.inForce();
		UpstreamModel model = target.model();
		CalledModel called = new CalledModel(model, target.providerType(), null);
		Hold hold = this.ledger.reserve(
				new RequestFacts(identity, caller.key(), caller.team(), route.name(), request.model(),
						request.streamed(), start),
				new AttemptFacts(1, model.provider(), target.providerType(), model.name(), start,
						TokenEstimate.input(request.textSize()),
						Ceilings.of(prices, called, target, request, start).orElse(null)));
		UpstreamModel label = model.withName(target.modelLabel());
		return new MeteredCall(this, hold, prices, caller, route.name(), target, request,
				this.observations.start(route.name(), label, request.streamed()), start);
	}

	Instant now() {
		return this.clock.instant();
	}

	/** The response model as a label: one that has a price, or the one that was asked. */
	String responseLabel(PriceList prices, Target target, AnswerProgress progress) {
		String model = progress.model();
		boolean bounded = model != null && prices.models().contains(new UpstreamModel(target.providerType(), model));
		return (model != null && bounded) ? model : target.modelLabel();
	}

	CallObservations observations() {
		return this.observations;
	}

	UnpricedModels unpriced() {
		return this.unpriced;
	}

	CallMetrics metrics() {
		return this.metrics;
	}

}
