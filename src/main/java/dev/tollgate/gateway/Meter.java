package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.gateway.PolicedRequest.KeptCall;
import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.AttemptFacts;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.Source;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import dev.tollgate.telemetry.CallMetrics;
import dev.tollgate.telemetry.CallObservations;
import dev.tollgate.telemetry.ObservedCall;
import dev.tollgate.telemetry.PriceGauges;
import dev.tollgate.telemetry.RequestLine;
import dev.tollgate.telemetry.UnpricedModels;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

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

	private final PriceGauges gauges;

	private final Clock clock;

	Meter(PriceBook prices, Ledger ledger, CallObservations observations, CallMetrics metrics, UnpricedModels unpriced,
			PriceGauges gauges, Clock clock) {
		this.prices = prices;
		this.ledger = ledger;
		this.observations = observations;
		this.metrics = metrics;
		this.unpriced = unpriced;
		this.gauges = gauges;
		this.clock = clock;
	}

	/** A request that has arrived, under the prices of its arrival. */
	RoutedRequest arrived(Caller caller, RequestIdentity identity, Route route, ChatRequest request, RequestLine line) {
		return new RoutedRequest(caller, identity, route, request, this.prices.inForce(), this.clock.instant(),
				System.nanoTime(), new RequestAccount(!route.policies().isEmpty()), line);
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
		Usd ceiling = Ceilings.of(routed.prices(), target, request, start).orElse(null);
		attempts.hold().check(ceiling);
		Hold hold = this.ledger.reserve(facts(routed), new AttemptFacts(number, model.provider(), target.providerType(),
				model.name(), start, TokenEstimate.input(request.textSize()), ceiling));
		if (number == 1) {
			routed.line().held();
		}
		return new MeteredCall(this, hold, routed, target, attempts, start);
	}

	/** Observes an attempt from now on. */
	Observation observe(RoutedRequest routed, Target target, int number, @Nullable Observation above) {
		UpstreamModel model = target.model().withName(target.modelLabel());
		this.gauges.show(model.provider(), target.providerType(), model.name());
		return this.observations.start(new ObservedCall(routed.route().name(), model, target.providerType(), number,
				routed.request().operation(), routed.request().streamed()), above);
	}

	/** Counts a request for which there was nobody to call. */
	void denied(RoutedRequest routed, GatewayException failure) {
		if (!routed.account().isOpen()) {
			ended(routed, Outcome.of(failure));
		}
	}

	/** Counts a request that no provider was called for. */
	void ended(RoutedRequest routed, Outcome outcome) {
		this.metrics.ended(routed.route().name(), outcome, routed.request().streamed());
		routed.line().ended(routed.route().name(), outcome, routed.request().streamed());
	}

	/** Takes down that an earlier call has paid for the answer. */
	void kept(RoutedRequest routed, KeptCall kept) {
		RequestAccount account = routed.account();
		int number = account.next();
		Hold hold = this.ledger.reserve(facts(routed),
				new AttemptFacts(number, kept.provider(), target(routed, kept).providerType(),
						target(routed, kept).model().name(), this.clock.instant(), 0, Usd.ZERO));
		if (number == 1) {
			routed.line().held();
		}
		account.held();
		account.settle(true, (end) -> settle(routed, kept, hold, end));
	}

	private void settle(RoutedRequest routed, KeptCall kept, Hold hold, boolean end) {
		// where a call follows, nothing was saved
		Usd saved = (end && kept.cost() != null) ? kept.cost() : Usd.ZERO;
		Cost nothing = new Cost(Usd.ZERO, List.of(), Usd.ZERO, saved, Usd.ZERO);
		Instant now = this.clock.instant();
		hold.settle(State.VOID, new Settlement(now, now, Outcome.COMPLETED, 200, kept.model(), null, TokenUsage.NONE,
				Source.CACHE, new Charge("", Price.STANDARD, nothing), end));
		if (end) {
			ended(routed, Outcome.COMPLETED);
			routed.line().settled(routed.account().cost());
			this.metrics.savedByKeptAnswer(kept.provider(), target(routed, kept).modelLabel(), saved);
		}
	}

	/**
	 * The target that answered then, or, if it is gone, any: metrics want a bounded name.
	 */
	private static Target target(RoutedRequest routed, KeptCall kept) {
		return routed.route()
			.targets()
			.stream()
			.filter((target) -> target.model().provider().equals(kept.provider()))
			.findFirst()
			.orElse(routed.route().first());
	}

	private static RequestFacts facts(RoutedRequest routed) {
		return new RequestFacts(routed.identity(), routed.caller().key(), routed.caller().team(), routed.route().name(),
				routed.request().model(), routed.request().streamed(), routed.start());
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
