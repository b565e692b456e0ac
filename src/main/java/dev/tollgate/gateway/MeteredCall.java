package dev.tollgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.Source;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Target;
import dev.tollgate.telemetry.CallSummary;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call, and settles what it cost when it ends, whichever way it ends.
 */
final class MeteredCall implements AnswerObserver {

	private static final int OK = 200;

	/** What nginx logs for a caller who left. */
	private static final int CLIENT_CLOSED_REQUEST = 499;

	private final Meter meter;

	private final Hold hold;

	/** Those in force at the start: a price that changes meanwhile is for later calls. */
	private final PriceList prices;

	private final Caller caller;

	private final String route;

	private final Target target;

	private final ChatRequest request;

	private final Observation observation;

	private final Instant start;

	private final long arrived = System.nanoTime();

	private long contacted;

	private long firstContent;

	private @Nullable Instant firstEventAt;

	private List<String> dropped = List.of();

	private String window;

	MeteredCall(Meter meter, Hold hold, PriceList prices, Caller caller, String route, Target target,
			ChatRequest request, Observation observation, Instant start) {
		this.meter = meter;
		this.hold = hold;
		this.prices = prices;
		this.caller = caller;
		this.route = route;
		this.target = target;
		this.request = request;
		this.observation = observation;
		this.start = start;
		this.window = price(null, start).map(Price::window).orElse(Price.STANDARD);
	}

	/** The window at the start, and once the call has ended the one that applied. */
	String window() {
		return this.window;
	}

	List<String> dropped() {
		return this.dropped;
	}

	@Override
	public void dropped(List<String> names) {
		List<String> all = new ArrayList<>(this.dropped);
		all.addAll(names);
		this.dropped = all;
	}

	@Override
	public void contacted() {
		this.contacted = System.nanoTime();
		if (this.request.streamed()) {
			this.meter.metrics().streamOpened(this.target.model().provider());
		}
	}

	@Override
	public void firstContent() {
		this.firstContent = System.nanoTime();
		this.firstEventAt = this.meter.now();
	}

	@Override
	public void progressed(AnswerProgress progress) {
		this.hold.progressed(TokenEstimate.output(progress.contentBytes(), progress.contentEvents()));
	}

	@Override
	public Receipt completed(AnswerProgress progress) {
		return settle(Outcome.COMPLETED, OK, Source.PROVIDER, progress, System.nanoTime());
	}

	@Override
	public void failed(GatewayException failure, AnswerProgress progress) {
		this.observation.error(failure);
		// once a stream has begun, its status is out
		boolean begun = this.request.streamed() && this.firstContent != 0;
		settle(Outcome.of(failure), begun ? OK : failure.status(), Source.PROVIDER, progress, System.nanoTime());
	}

	@Override
	public void cancelled(AnswerProgress progress) {
		settle(Outcome.CANCELLED, CLIENT_CLOSED_REQUEST, Source.PROVIDER, progress, System.nanoTime());
	}

	@Override
	public void drained(AnswerProgress progress) {
		settle(Outcome.CANCELLED, CLIENT_CLOSED_REQUEST, Source.DRAINED, progress, System.nanoTime());
	}

	private Receipt settle(Outcome outcome, int status, Source reportedBy, AnswerProgress progress, long answered) {
		Instant completion = this.meter.now();
		TokenEstimate billed = TokenEstimate.of(this.contacted != 0, this.request, progress);
		boolean estimated = billed.estimated();
		TokenUsage usage = billed.usage();
		Price price = price(progress.model(), completion).orElse(null);
		Cost cost = (price != null) ? price.cost(usage, progress.serviceTier()) : null;
		this.window = (price != null) ? price.window() : Price.STANDARD;
		Charge charge = (price != null && cost != null) ? new Charge(price.row().id(), this.window, cost) : null;
		this.hold.settle((this.contacted != 0) ? State.SETTLED : State.VOID,
				new Settlement(completion, this.firstEventAt, outcome, status, progress.model(), progress.serviceTier(),
						usage, estimated ? Source.ESTIMATED : reportedBy, charge, true));
		if (price == null && usage.total() > 0) {
			this.meter.unpriced().seen(this.target.model());
		}
		this.meter.observations()
			.stop(this.observation, progress, this.meter.responseLabel(this.prices, this.target, progress), usage);
		this.meter.metrics().record(summary(outcome, usage, estimated, cost, answered));
		if (this.contacted != 0 && this.request.streamed()) {
			this.meter.metrics().streamClosed(this.target.model().provider());
		}
		return new Receipt(usage, (cost != null) ? cost.total().toPlainString() : null, this.window, estimated);
	}

	private Optional<Price> price(@Nullable String responseModel, Instant completion) {
		return this.prices.price(new CalledModel(this.target.model(), this.target.providerType(), responseModel),
				this.start, completion);
	}

	private CallSummary summary(Outcome outcome, TokenUsage usage, boolean estimated, @Nullable Cost cost,
			long answered) {
		long now = System.nanoTime();
		// the provider's time is what passed between asking it and its last byte
		long upstream = (this.contacted != 0) ? answered - this.contacted : 0;
		Duration first = (this.firstContent != 0) ? Duration.ofNanos(this.firstContent - this.arrived) : null;
		return new CallSummary(this.target.model().provider(), this.target.modelLabel(), this.route, this.caller.team(),
				this.request.streamed(), outcome, this.contacted != 0, usage, estimated, this.window, cost,
				Duration.ofNanos(now - this.arrived), first, Duration.ofNanos(now - this.arrived - upstream));
	}

}
