package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Outcome;
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

	/** A request that has arrived, under the prices of its arrival. */
	RoutedRequest arrived(Caller caller, RequestIdentity identity, Route route, ChatRequest request) {
		return new RoutedRequest(caller, identity, route, request, this.prices.inForce(), this.clock.instant(),
				System.nanoTime());
	}

	/**
	 * Holds what an attempt may cost, and watches it from now on.
	 * @param routed the request
	 * @param target who is to be called
	 * @param number which attempt it is, from 1
	 * @param delay in how many nanoseconds it begins
	 * @param attempts who hears of its failure
	 */
	MeteredCall start(RoutedRequest routed, Target target, int number, long delay, Attempts attempts) {
		ChatRequest request = routed.request();
		Instant start = (number == 1) ? routed.start() : this.clock.instant();
		if (delay > 0) {
			start = start.plusNanos(delay);
		}
		UpstreamModel model = target.model();
		CalledModel called = new CalledModel(model, target.providerType(), null);
		Hold hold = this.ledger.reserve(
				new RequestFacts(routed.identity(), routed.caller().key(), routed.caller().team(),
						routed.route().name(), request.model(), request.streamed(), routed.start()),
				new AttemptFacts(number, model.provider(), target.providerType(), model.name(), start,
						TokenEstimate.input(request.textSize()),
						Ceilings.of(routed.prices(), called, target, request, start).orElse(null)));
		UpstreamModel label = model.withName(target.modelLabel());
		return new MeteredCall(this, hold, routed, target, attempts,
				this.observations.start(routed.route().name(), label, request.operation(), request.streamed()), start);
	}

	/** Counts a request for which there was nobody to call. */
	void denied(RoutedRequest routed, GatewayException failure) {
		this.metrics.denied(routed.route().name(), Outcome.of(failure), routed.request().streamed());
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
