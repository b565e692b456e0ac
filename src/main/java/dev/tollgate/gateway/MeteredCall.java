package dev.tollgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.Source;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Usd;
import dev.tollgate.routing.Target;
import dev.tollgate.telemetry.CallSummary;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call, and settles what it cost when it ends, whichever way it ends.
 */
final class MeteredCall implements AnswerObserver {

	private static final int OK = 200;

	private final Meter meter;

	private final Hold hold;

	private final RoutedRequest routed;

	private final Target target;

	/** Whom an attempt's failure may bring to make another. */
	private final Attempts attempts;

	private final Instant start;

	/** Of an attempt that has begun: one that is only held is no call. */
	private @Nullable Observation observation;

	private long began = System.nanoTime();

	/** False until it is its turn: it may be held, and never be made. */
	private boolean begun;

	private long contacted;

	private long firstContent;

	private @Nullable Instant firstEventAt;

	private List<String> dropped = List.of();

	private @Nullable String window;

	MeteredCall(Meter meter, Hold hold, RoutedRequest routed, Target target, Attempts attempts, Instant start) {
		this.meter = meter;
		this.hold = hold;
		this.routed = routed;
		this.target = target;
		this.attempts = attempts;
		this.start = start;
	}

	/**
	 * The attempt begins, which was held some time before.
	 * @param above what it is observed as a part of, or null
	 */
	void begin(@Nullable Observation above) {
		this.begun = true;
		this.began = System.nanoTime();
		this.observation = this.meter.observe(this.routed, this.target, this.routed.account().attempts(), above);
	}

	/** The window at the start, and once the call has ended the one that applied. */
	String window() {
		String window = this.window;
		// not looked up for an answer as a whole, which has ended when it is asked for
		return (window != null) ? window : price(null, this.start).map(Price::window).orElse(Price.STANDARD);
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
	public void waited(long nanos) {
		this.routed.account().elsewhere(nanos);
	}

	@Override
	public void propagate(BiConsumer<String, String> headers) {
		this.meter.observations().propagate(this.observation, headers);
	}

	@Override
	public void contacted() {
		this.contacted = System.nanoTime();
		if (this.routed.request().streamed()) {
			this.meter.metrics().streamOpened(this.target.model().provider());
		}
	}

	@Override
	public void firstContent() {
		this.firstContent = System.nanoTime();
		this.firstEventAt = this.meter.now();
		if (this.routed.request().streamed()) {
			this.target.measured(this.firstContent - this.began);
		}
	}

	@Override
	public void progressed(AnswerProgress progress) {
		this.hold.progressed(TokenEstimate.output(progress.contentBytes(), progress.contentEvents()));
	}

	@Override
	public Receipt completed(AnswerProgress progress) {
		if (!this.routed.request().streamed()) {
			this.target.answered(System.nanoTime() - this.began);
		}
		return settle(Outcome.COMPLETED, OK, Source.PROVIDER, progress, bill(progress), true);
	}

	@Override
	public void failed(GatewayException failure, AnswerProgress progress) {
		if (this.begun && (failure instanceof UpstreamFailed || failure instanceof RateLimited)) {
			this.target.failed();
		}
		Bill bill = bill(progress);
		boolean last = !this.attempts.goesOn(failure, this.contacted != 0, progress);
		observe(failure);
		// once a stream has begun, its status is out
		boolean announced = this.routed.request().streamed() && this.firstContent != 0;
		settle(Outcome.of(failure), announced ? OK : failure.status(), Source.PROVIDER, progress, bill, last);
	}

	private void observe(GatewayException failure) {
		if (this.observation != null) {
			this.observation.error(failure);
		}
	}

	@Override
	public void cancelled(AnswerProgress progress) {
		GatewayException divergence = this.attempts.divergence();
		if (divergence != null) {
			observe(divergence);
			settle(Outcome.of(divergence), OK, Source.PROVIDER, progress, bill(progress), true);
			return;
		}
		settle(Outcome.CANCELLED, Outcome.CLIENT_CLOSED_REQUEST, Source.PROVIDER, progress, bill(progress), true);
	}

	@Override
	public void drained(AnswerProgress progress) {
		settle(Outcome.CANCELLED, Outcome.CLIENT_CLOSED_REQUEST, Source.DRAINED, progress, bill(progress), true);
	}

	/** What the call is billed now that it is over. */
	private Bill bill(AnswerProgress progress) {
		long answered = progress.arrivedAt(System.nanoTime());
		Instant completion = this.meter.now();
		TokenEstimate tokens = TokenEstimate.of(this.contacted != 0, this.routed.request(), progress);
		Price price = price(progress.model(), completion).orElse(null);
		Cost cost = (price != null) ? price.cost(tokens.usage(), progress.serviceTier()) : null;
		this.attempts.billed((cost != null) ? cost.total() : Usd.ZERO);
		return new Bill(answered, completion, tokens, price, cost);
	}

	private Receipt settle(Outcome outcome, int status, Source reportedBy, AnswerProgress progress, Bill bill,
			boolean last) {
		boolean estimated = bill.tokens.estimated();
		TokenUsage usage = bill.tokens.usage();
		Cost cost = bill.cost;
		String window = bill.window();
		this.window = window;
		if (cost == null && usage.total() > 0) {
			this.meter.unpriced().seen(this.target.model());
		}
		// the provider's time is what passed between asking it and its last byte
		RequestAccount account = this.routed.account();
		account.elsewhere((this.contacted != 0) ? bill.answered - this.contacted : 0);
		account.spent(cost, usage);
		CallSummary summary = summary(outcome, usage, estimated, window, cost);
		stop(progress, summary);
		Settlement settlement = new Settlement(bill.completion, this.firstEventAt, outcome, status, progress.model(),
				progress.serviceTier(), usage, estimated ? Source.ESTIMATED : reportedBy, bill.charge(), last);
		if (last) {
			this.attempts.ended();
		}
		account.settle(last, (end) -> record(settlement, summary, end));
		if (this.contacted != 0 && this.routed.request().streamed()) {
			this.meter.metrics().streamClosed(this.target.model().provider());
		}
		Usd total = account.cost();
		return new Receipt(usage, (total != null) ? total.toPlainString() : null, window, estimated);
	}

	private void stop(AnswerProgress progress, CallSummary summary) {
		Observation observation = this.observation;
		if (observation != null) {
			this.meter.observations().describe(observation, summary);
			this.meter.observations()
				.stop(observation, progress, this.meter.responseLabel(this.routed.prices(), this.target, progress),
						summary.usage());
		}
	}

	private void record(Settlement settlement, CallSummary summary, boolean end) {
		this.hold.settle((this.contacted != 0) ? State.SETTLED : State.VOID, settlement.last(end));
		if (!end) {
			this.meter.metrics().record(summary, this.observation);
			return;
		}
		RequestAccount account = this.routed.account();
		CallSummary last = summary
			.last(Duration.ofNanos(System.nanoTime() - this.routed.arrived() - account.elsewhere()));
		this.meter.metrics().record(last, this.observation);
		this.routed.line().settled(last, account.attempts(), account.cost());
	}

	private Optional<Price> price(@Nullable String responseModel, Instant completion) {
		return this.routed.prices()
			.price(new CalledModel(this.target.model(), this.target.providerType(), responseModel), this.start,
					completion);
	}

	/** Whether it was tried to call the provider; to find nobody there counts. */
	private boolean isMade(Outcome outcome) {
		return this.contacted != 0 || (this.begun && outcome == Outcome.FAILED);
	}

	private CallSummary summary(Outcome outcome, TokenUsage usage, boolean estimated, String window,
			@Nullable Cost cost) {
		long now = System.nanoTime();
		Duration first = (this.firstContent != 0) ? Duration.ofNanos(this.firstContent - this.began) : null;
		return new CallSummary(this.target.model().provider(), this.target.modelLabel(), this.routed.route().name(),
				this.routed.caller().team(), this.routed.identity().tags(), this.routed.request().streamed(), outcome,
				isMade(outcome), usage, estimated, window, cost, Duration.ofNanos(now - this.began), first, null);
	}

	/**
	 * What a call is billed.
	 *
	 * @param answered when it was over, by {@link System#nanoTime()}
	 * @param completion the same as an instant
	 * @param tokens the tokens
	 * @param price the price that applies, or null if the model has none
	 * @param cost what they cost at that price
	 */
	private record Bill(long answered, Instant completion, TokenEstimate tokens, @Nullable Price price,
			@Nullable Cost cost) {

		String window() {
			return (this.price != null) ? this.price.window() : Price.STANDARD;
		}

		@Nullable Charge charge() {
			return (this.price != null && this.cost != null)
					? new Charge(this.price.row().id(), this.price.window(), this.cost) : null;
		}

	}

}
