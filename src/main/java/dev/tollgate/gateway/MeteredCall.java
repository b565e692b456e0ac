package dev.tollgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;
import dev.tollgate.routing.Route;
import dev.tollgate.telemetry.CallSummary;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call, and settles what it cost when it ends, whichever way it ends.
 */
final class MeteredCall implements AnswerObserver {

	private final Meter meter;

	private final Caller caller;

	private final Route route;

	private final ChatRequest request;

	private final Observation observation;

	private final Instant start;

	private final long arrived = System.nanoTime();

	private long contacted;

	private long firstContent;

	private List<String> dropped = List.of();

	private String window;

	MeteredCall(Meter meter, Caller caller, Route route, ChatRequest request, Observation observation, Instant start) {
		this.meter = meter;
		this.caller = caller;
		this.route = route;
		this.request = request;
		this.observation = observation;
		this.start = start;
		this.window = meter.price(route, null, start, start).map(Price::window).orElse(Price.STANDARD);
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
			this.meter.metrics().streamOpened(this.route.model().provider());
		}
	}

	@Override
	public void firstContent() {
		this.firstContent = System.nanoTime();
	}

	@Override
	public Receipt completed(AnswerProgress progress) {
		return settle(Outcome.COMPLETED, progress, System.nanoTime());
	}

	@Override
	public void failed(GatewayException failure, AnswerProgress progress) {
		this.observation.error(failure);
		settle(Outcome.of(failure), progress, System.nanoTime());
	}

	@Override
	public void cancelled(AnswerProgress progress) {
		settle(Outcome.CANCELLED, progress, System.nanoTime());
	}

	private Receipt settle(Outcome outcome, AnswerProgress progress, long answered) {
		TokenEstimate billed = TokenEstimate.of(this.contacted != 0, this.request, progress);
		boolean estimated = billed.estimated();
		TokenUsage usage = billed.usage();
		Price price = this.meter.price(this.route, progress.model(), this.start, this.meter.now()).orElse(null);
		Cost cost = (price != null) ? price.cost(usage, progress.serviceTier()) : null;
		this.window = (price != null) ? price.window() : Price.STANDARD;
		this.meter.observations()
			.stop(this.observation, progress, this.meter.responseLabel(this.route, progress), usage);
		this.meter.metrics().record(summary(outcome, usage, estimated, cost, answered));
		if (this.contacted != 0 && this.request.streamed()) {
			this.meter.metrics().streamClosed(this.route.model().provider());
		}
		return new Receipt(usage, (cost != null) ? cost.total().toPlainString() : null, this.window, estimated);
	}

	private CallSummary summary(Outcome outcome, TokenUsage usage, boolean estimated, @Nullable Cost cost,
			long answered) {
		long now = System.nanoTime();
		// the provider's time is what passed between asking it and its last byte
		long upstream = (this.contacted != 0) ? answered - this.contacted : 0;
		Duration first = (this.firstContent != 0) ? Duration.ofNanos(this.firstContent - this.arrived) : null;
		return new CallSummary(this.route.model().provider(), this.route.modelLabel(), this.route.name(),
				this.caller.team(), this.request.streamed(), outcome, this.contacted != 0, usage, estimated,
				this.window, cost, Duration.ofNanos(now - this.arrived), first,
				Duration.ofNanos(now - this.arrived - upstream));
	}

}
