package dev.tollgate.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Operation;
import dev.tollgate.gateway.Succession.Choice;
import dev.tollgate.pricing.Usd;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.routing.Resume;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The one loop that calls providers until one of them answers, as its {@link Succession}
 * says. What follows a failure is decided before the failed attempt is settled, so that
 * at any time either an attempt of the request is open in the ledger, or the request has
 * ended there.
 */
final class Attempts extends Mono<GatewayAnswer> implements Subscription {

	private final Meter meter;

	private final RetryPolicy policy;

	private final RoutedRequest routed;

	private final Route route;

	private final CallTerms terms;

	private final CallHold hold;

	private final Succession succession;

	private final Home home = Home.ofThisThread();

	private @Nullable CoreSubscriber<? super GatewayAnswer> actual;

	private @Nullable Attempt current;

	/** Decided, held, and waiting for the failed one to be over. */
	private @Nullable Attempt next;

	private @Nullable Disposable pause;

	/** When the pause began, by {@link System#nanoTime()}. */
	private long pausedAt;

	private @Nullable CallerStream stream;

	private @Nullable GatewayException divergence;

	private boolean ended;

	private boolean cancelled;

	private boolean released;

	Attempts(Meter meter, RetryPolicy policy, RoutedRequest routed, CallHold hold) {
		this.meter = meter;
		this.hold = hold;
		this.policy = policy;
		this.routed = routed;
		this.route = routed.route();
		List<Target> targets = this.route.targets(routed.request());
		this.terms = terms(routed);
		this.succession = new Succession(this.route, targets, policy, this.terms.deadline());
	}

	private static CallTerms terms(RoutedRequest routed) {
		Route route = routed.route();
		long limit = nanos(route.deadline());
		long wish = nanos(routed.request().deadline());
		limit = (wish > 0 && (limit == 0 || wish < limit)) ? wish : limit;
		boolean held = routed.request().streamed() && route.resume() == Resume.HOLD;
		if (limit == 0 && !held && route.timeouts() == null) {
			return CallTerms.DEFAULT;
		}
		return new CallTerms(route.timeouts(), (limit > 0) ? routed.arrived() + limit : 0, held);
	}

	private static long nanos(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() : 0;
	}

	/** The request, which lasts as long as its attempts. */
	RoutedRequest routed() {
		return this.routed;
	}

	CallTerms terms() {
		return this.terms;
	}

	/** What is held for all attempts together. */
	CallHold hold() {
		return this.hold;
	}

	/** An attempt is over, and has cost so much of that. */
	void billed(Usd cost) {
		this.hold.billed(cost);
	}

	/** No attempt follows. */
	void ended() {
		this.hold.end();
	}

	@Override
	public void subscribe(CoreSubscriber<? super GatewayAnswer> actual) {
		this.actual = actual;
		// it may be sent again when whoever read it is done with it
		this.routed.request().body().retain();
		this.policy.budget(this.route.name()).request(this.routed.arrived());
		if (CallerStream.wanted(this.routed.request())) {
			this.stream = this.home.watch(new CallerStream(this, this.home, this.routed.arrived()));
		}
		actual.onSubscribe(this);
		try {
			launch(first());
		}
		catch (RuntimeException ex) {
			end(ex);
		}
	}

	private Attempt first() {
		try {
			return held(this.succession.first());
		}
		catch (GatewayException ex) {
			this.meter.denied(this.routed, ex);
			throw ex;
		}
	}

	/** Holds what an attempt may cost. */
	private Attempt held(Choice choice) {
		try {
			MeteredCall metered = this.meter.start(this.routed, choice.target(), this.routed.account().next(),
					choice.delay(), this);
			this.routed.account().held();
			return new Attempt(this, choice, metered);
		}
		catch (RuntimeException ex) {
			// such as a journal without room
			if (choice.permit() != null) {
				choice.permit().release();
			}
			throw ex;
		}
	}

	private void launch(Attempt attempt) {
		long delay = attempt.choice().delay();
		if (delay == 0) {
			begin(attempt);
			return;
		}
		synchronized (this) {
			this.current = attempt;
			if (!this.cancelled) {
				this.next = attempt;
				this.pausedAt = System.nanoTime();
				this.pause = this.home.pause(() -> awake(attempt), delay, (cause) -> stop(attempt, cause));
				return;
			}
		}
		attempt.abandon();
	}

	private void awake(Attempt attempt) {
		// or the caller has gone away meanwhile
		if (endPause(attempt)) {
			begin(attempt);
		}
	}

	/** The gateway ends before the pause does. */
	private void stop(Attempt attempt, GatewayException cause) {
		if (endPause(attempt)) {
			attempt.metered().failed(cause, new AnswerProgress());
			end(cause);
		}
	}

	/** Ends the pause before an attempt, unless it has ended. */
	private synchronized boolean endPause(Attempt attempt) {
		if (this.next != attempt) {
			return false;
		}
		this.next = null;
		this.pause = null;
		waited();
		return true;
	}

	/** The time of a pause, as long as it was, is not time that the gateway took. */
	private void waited() {
		this.routed.account().elsewhere(System.nanoTime() - this.pausedAt);
	}

	private void begin(Attempt attempt) {
		boolean gone;
		synchronized (this) {
			this.current = attempt;
			gone = this.cancelled;
		}
		if (gone) {
			attempt.abandon();
		}
		else {
			attempt.run();
		}
	}

	/**
	 * An attempt fails: decides what follows, and holds what that may cost.
	 * @return whether another attempt follows
	 */
	boolean goesOn(GatewayException failure, boolean contacted, AnswerProgress progress) {
		Attempt failed = this.current;
		if (failed == null || this.cancelled) {
			return false;
		}
		Reaction reaction = Reaction.to(failure, contacted, progress);
		if (progress.hasContent() && streams()) {
			if (resumable() == null || !reaction.isOfTheProvider()) {
				return false;
			}
			reaction = Reaction.ELSEWHERE_FIRST;
		}
		this.next = following(failed, failure, reaction);
		return this.next != null;
	}

	private @Nullable Attempt following(Attempt failed, GatewayException failure, Reaction reaction) {
		Choice choice = this.succession.next(failed.choice(), failed.credential(), failure, reaction);
		if (choice == null) {
			return null;
		}
		try {
			return held(choice);
		}
		catch (GatewayException ex) {
			// there is no room to hold it, in the ledger or in what its caller may spend
			this.succession.giveBack();
			return null;
		}
	}

	/** Whether the caller sees content as it comes. */
	private boolean streams() {
		return this.routed.request().streamed() && !this.terms.heldBack();
	}

	/** What the caller has seen, if another attempt can go on with it. */
	@Nullable Transcript resumable() {
		Transcript transcript = (this.stream != null) ? this.stream.transcript() : null;
		return (transcript != null && transcript.isContinuable()) ? transcript : null;
	}

	/** The answer is late: its caller gets the head of it, and sees that we are alive. */
	void announce(CallerStream stream) {
		Attempt attempt = this.current;
		if (!this.ended && attempt != null) {
			finish();
			emit(attempt, new Answer.Streamed(null, stream.events()));
		}
	}

	/** An attempt has an answer, or the beginning of one. */
	void answered(Attempt attempt, Answer answer) {
		CallerStream stream = this.stream;
		if (stream != null && answer instanceof Answer.Streamed streamed && (stream.isAnnounced() || continues())) {
			if (continues()) {
				stream.resumable();
			}
			if (!this.ended) {
				finish();
				emit(attempt, new Answer.Streamed(streamed.model(), stream.events()));
			}
			stream.goOn(streamed.events());
			return;
		}
		releaseBody();
		if (stream != null) {
			stream.dismiss();
		}
		finish();
		emit(attempt, answer);
	}

	/** Whether another attempt may go on with what one has begun. */
	private boolean continues() {
		return this.route.resume() == Resume.CONTINUE && this.routed.request().operation() == Operation.CHAT;
	}

	/** The stream that the caller sees is complete. */
	void completed() {
		releaseBody();
	}

	/** What the last attempt answers does not go on with what the caller has seen. */
	void diverged(GatewayException failure) {
		this.divergence = failure;
		releaseBody();
	}

	/** Why the gateway itself gave the last attempt up, or null if it did not. */
	@Nullable GatewayException divergence() {
		return this.divergence;
	}

	private void emit(Attempt attempt, Answer answer) {
		String model = switch (answer) {
			case Answer.Complete complete -> complete.model();
			case Answer.Streamed streamed -> streamed.model();
		};
		MeteredCall metered = attempt.metered();
		CoreSubscriber<? super GatewayAnswer> actual = actual();
		actual.onNext(new GatewayAnswer(answer, attempt.target().model().provider(), model,
				Math.max(1, this.routed.account().attempts()), metered.window(), metered.dropped(),
				this.routed.account().limits()));
		actual.onComplete();
	}

	/** An attempt has failed, or the stream of one: goes on with what was decided. */
	void failed(Throwable failure) {
		Attempt next;
		synchronized (this) {
			next = this.next;
			this.next = null;
		}
		if (next != null) {
			launch(next);
		}
		else {
			end(failure);
		}
	}

	private void end(Throwable failure) {
		releaseBody();
		if (this.current == null) {
			// there was no attempt whose end would do so
			ended();
			this.routed.account().over();
		}
		CallerStream stream = this.stream;
		if (stream != null) {
			if (stream.isAnnounced()) {
				stream.fail(failure);
				return;
			}
			stream.dismiss();
		}
		if (!this.ended) {
			finish();
			actual().onError(failure);
		}
	}

	private void finish() {
		this.ended = true;
	}

	private CoreSubscriber<? super GatewayAnswer> actual() {
		return Objects.requireNonNull(this.actual);
	}

	/** What calls are observed as parts of, or null. */
	@Nullable Observation above() {
		return actual().currentContext().getOrDefault(ObservationThreadLocalAccessor.KEY, null);
	}

	private synchronized void releaseBody() {
		if (!this.released) {
			this.released = true;
			this.routed.request().body().release();
		}
	}

	@Override
	public void request(long count) {
		// a Mono, whose one answer comes when it comes
	}

	/** The caller goes away before there is an answer. */
	@Override
	public void cancel() {
		if (!this.ended) {
			this.ended = true;
			abandon();
		}
	}

	/** Ends what is under way for a caller who has gone away. */
	void abandon() {
		Attempt running;
		Attempt waiting;
		synchronized (this) {
			if (this.cancelled) {
				return;
			}
			this.cancelled = true;
			running = this.current;
			waiting = this.next;
			this.next = null;
			if (this.pause != null) {
				this.pause.dispose();
				this.pause = null;
				waited();
			}
		}
		if (this.stream != null) {
			this.stream.dismiss();
		}
		if (waiting != null) {
			waiting.abandon();
		}
		if (running != null && running != waiting) {
			running.cancel();
		}
		releaseBody();
	}

}
