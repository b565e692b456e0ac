package dev.tollgate.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.Operation;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.Permit;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.routing.Resume;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import dev.tollgate.wire.JsonBody;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The one loop that calls providers until one of them answers: who is called next after
 * which failure, when, and how often in all. What follows a failure is decided before the
 * failed attempt is settled, so that at any time either an attempt of the request is open
 * in the ledger, or the request has ended there.
 */
final class Attempts extends Mono<GatewayAnswer> implements Subscription {

	private static final Log logger = LogFactory.getLog(Attempts.class);

	private final Meter meter;

	private final RetryPolicy policy;

	private final RoutedRequest routed;

	private final Route route;

	private final List<Target> targets;

	private final CallTerms terms;

	private final Home home = Home.ofThisThread();

	/** How often each target was tried; null until one has failed. */
	private int @Nullable [] tries;

	/** Attempts of this call that are in the ledger. */
	private int held;

	private @Nullable CoreSubscriber<? super GatewayAnswer> actual;

	private @Nullable Attempt current;

	/** Decided, held, and waiting for the failed one to be over. */
	private @Nullable Attempt next;

	private @Nullable Disposable pause;

	private long pausedAt;

	private @Nullable CallerStream stream;

	private @Nullable GatewayException divergence;

	private boolean ended;

	private boolean cancelled;

	private boolean released;

	Attempts(Meter meter, RetryPolicy policy, RoutedRequest routed) {
		this.meter = meter;
		this.policy = policy;
		this.routed = routed;
		this.route = routed.route();
		this.targets = this.route.targets(routed.request());
		this.terms = terms(routed);
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
		Denials denials = new Denials();
		Attempt first = admitted(denials, -1, 0);
		if (first == null) {
			first = waiting(denials);
		}
		if (first == null && denials.soonest() == null) {
			first = insisted();
		}
		if (first == null) {
			GatewayException failure = denials.failure();
			this.meter.denied(this.routed, failure);
			throw failure;
		}
		return first;
	}

	/** An attempt at the first target that has not been tried and lets us in. */
	private @Nullable Attempt admitted(Denials denials, int except, int largerThan) {
		for (int i = 0; i < this.targets.size(); i++) {
			Target target = this.targets.get(i);
			if (i == except || triesOf(i) > 0 || !hasWindow(target, largerThan)) {
				continue;
			}
			switch (target.admit()) {
				case Permit permit -> {
					return attempt(i, permit, 0);
				}
				case Admission.Denial denial -> denials.add(i, denial.failure());
			}
		}
		return null;
	}

	/** An attempt at a target that failed lately, for want of any other. */
	private @Nullable Attempt insisted() {
		for (int i = 0; i < this.targets.size(); i++) {
			if (this.targets.get(i).insist() instanceof Permit permit) {
				return attempt(i, permit, 0);
			}
		}
		return null;
	}

	private static boolean hasWindow(Target target, int largerThan) {
		Integer window = target.description().contextWindow();
		return largerThan == 0 || (window != null && window > largerThan);
	}

	/** An attempt at the target that lets us in soonest, if it is worth the wait. */
	private @Nullable Attempt waiting(Denials denials) {
		RateLimited limited = denials.soonest();
		if (limited == null) {
			return null;
		}
		long wait = this.policy.wait(limited.retryAfter(), this.held + 1, left());
		return (wait >= 0) ? attempt(denials.soonestTarget(), null, wait) : null;
	}

	private int triesOf(int target) {
		return (this.tries != null) ? this.tries[target] : 0;
	}

	private Attempt attempt(int index, @Nullable Permit permit, long delay) {
		try {
			MeteredCall metered = this.meter.start(this.routed, this.targets.get(index), this.routed.account().next(),
					delay, this);
			this.routed.account().held();
			this.held++;
			return new Attempt(index, permit, delay, metered);
		}
		catch (RuntimeException ex) {
			// such as a journal without room
			if (permit != null) {
				permit.release();
			}
			throw ex;
		}
	}

	private void launch(Attempt attempt) {
		if (attempt.delay == 0) {
			begin(attempt);
			return;
		}
		synchronized (this) {
			this.current = attempt;
			if (!this.cancelled) {
				this.next = attempt;
				this.pausedAt = System.nanoTime();
				this.pause = this.home.pause(() -> awake(attempt), attempt.delay, (cause) -> stop(attempt, cause));
				return;
			}
		}
		attempt.metered.cancelled(new AnswerProgress());
	}

	private void awake(Attempt attempt) {
		synchronized (this) {
			if (this.next != attempt) {
				// the caller has gone away meanwhile
				return;
			}
			this.next = null;
			this.pause = null;
		}
		paused();
		begin(attempt);
	}

	/** The gateway ends before the pause does. */
	private void stop(Attempt attempt, GatewayException cause) {
		synchronized (this) {
			if (this.next != attempt) {
				return;
			}
			this.next = null;
			this.pause = null;
		}
		paused();
		attempt.metered.failed(cause, new AnswerProgress());
		end(cause);
	}

	/** A pause is over, perhaps before its time: nobody has worked in it. */
	private void paused() {
		this.routed.account().elsewhere(System.nanoTime() - this.pausedAt);
	}

	private void begin(Attempt attempt) {
		boolean gone;
		synchronized (this) {
			this.current = attempt;
			gone = this.cancelled;
		}
		if (gone) {
			attempt.release();
			attempt.metered.cancelled(new AnswerProgress());
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
		if (this.tries == null) {
			this.tries = new int[this.targets.size()];
		}
		this.tries[failed.index]++;
		if (this.held >= this.route.attempts()) {
			return false;
		}
		long now = System.nanoTime();
		RetryBudget budget = this.policy.budget(this.route.name());
		if (reaction == Reaction.END || !budget.retry(now)) {
			return false;
		}
		this.next = held(failed, failure, reaction);
		if (this.next == null) {
			budget.giveBack(now);
		}
		return this.next != null;
	}

	/** Whether the caller sees content as it comes. */
	private boolean streams() {
		return this.routed.request().streamed() && !this.terms.heldBack();
	}

	/** What the caller has seen, if another attempt can go on with it. */
	private @Nullable Transcript resumable() {
		Transcript transcript = (this.stream != null) ? this.stream.transcript() : null;
		return (transcript != null && transcript.isContinuable()) ? transcript : null;
	}

	private @Nullable Attempt held(Attempt failed, GatewayException failure, Reaction reaction) {
		try {
			return following(failed, failure, reaction);
		}
		catch (GatewayException ex) {
			// there is no room to hold it
			return null;
		}
	}

	private @Nullable Attempt following(Attempt failed, GatewayException failure, Reaction reaction) {
		Denials denials = new Denials();
		return switch (reaction) {
			case END -> null;
			case LARGER_MODEL -> {
				Integer window = failed.target().description().contextWindow();
				yield (window != null) ? admitted(denials, failed.index, window) : null;
			}
			case OTHER_KEY -> {
				Attempt other = again(failed, 0, denials);
				other = (other != null) ? other : admitted(denials, failed.index, 0);
				if (denials.soonest() == null) {
					// else the key's own rest says better when it is over
					denials.add(failed.index, failure);
				}
				yield (other != null) ? other : waiting(denials);
			}
			case ELSEWHERE_FIRST -> {
				Attempt other = admitted(denials, failed.index, 0);
				yield (other != null) ? other : onceMore(failed, failure, denials);
			}
			case ELSEWHERE -> admitted(denials, failed.index, 0);
		};
	}

	private @Nullable Attempt onceMore(Attempt failed, GatewayException failure, Denials denials) {
		Duration asked = (failure instanceof UpstreamFailed failing) ? failing.retryAfter() : null;
		long pause = this.policy.wait(asked, this.held + 1, left());
		return (triesOf(failed.index) < 2 && pause >= 0) ? again(failed, Math.max(1, pause), denials) : null;
	}

	/** How long the request may last yet in nanoseconds, or zero for any time. */
	private long left() {
		return (this.terms.deadline() != 0) ? Math.max(1, this.terms.deadline() - System.nanoTime()) : 0;
	}

	private @Nullable Attempt again(Attempt failed, long pause, Denials denials) {
		return switch (failed.target().admit()) {
			case Admission.Denial denial -> {
				denials.add(failed.index, denial.failure());
				yield null;
			}
			case Permit permit when pause == 0 && permit.credential() != failed.credential() ->
				attempt(failed.index, permit, 0);
			case Permit permit when pause == 0 -> {
				// the same key would say the same
				permit.release();
				yield null;
			}
			case Permit permit -> {
				// asked for again after the pause: nobody waits in a place that others
				// need
				permit.release();
				yield attempt(failed.index, null, pause);
			}
		};
	}

	/** The answer is late: its caller gets the head of it, and sees that we are alive. */
	void announce(CallerStream stream) {
		Attempt attempt = this.current;
		if (!this.ended && attempt != null) {
			finish();
			emit(attempt, new Answer.Streamed(null, stream.events()));
		}
	}

	private void answered(Attempt attempt, Answer answer) {
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
		MeteredCall metered = attempt.metered;
		CoreSubscriber<? super GatewayAnswer> actual = actual();
		actual.onNext(new GatewayAnswer(answer, attempt.target().model().provider(), model,
				Math.max(1, this.routed.account().attempts()), metered.window(), metered.dropped()));
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
	private @Nullable Observation above() {
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
		boolean pausing;
		synchronized (this) {
			if (this.cancelled) {
				return;
			}
			this.cancelled = true;
			running = this.current;
			waiting = this.next;
			this.next = null;
			pausing = this.pause != null;
			if (this.pause != null) {
				this.pause.dispose();
				this.pause = null;
			}
		}
		if (this.stream != null) {
			this.stream.dismiss();
		}
		if (pausing) {
			paused();
		}
		if (waiting != null) {
			waiting.release();
			waiting.metered.cancelled(new AnswerProgress());
		}
		if (running != null && running != waiting) {
			running.cancel();
		}
		releaseBody();
	}

	/** One call to one target. */
	private final class Attempt implements CoreSubscriber<Answer> {

		private final int index;

		private final long delay;

		private final MeteredCall metered;

		private @Nullable Permit permit;

		private @Nullable JsonBody prefixed;

		private @Nullable Subscription call;

		private boolean left;

		Attempt(int index, @Nullable Permit permit, long delay, MeteredCall metered) {
			this.index = index;
			this.permit = permit;
			this.delay = delay;
			this.metered = metered;
		}

		Target target() {
			return Attempts.this.targets.get(this.index);
		}

		void run() {
			if (this.permit == null) {
				switch (target().admit()) {
					case Permit granted -> this.permit = granted;
					case Admission.Denial denial -> {
						this.metered.failed(denial.failure(), new AnswerProgress());
						failed(denial.failure());
						return;
					}
				}
			}
			Attempts.this.routed.account().made();
			this.metered.begin(above());
			call(this.permit).subscribe(this);
		}

		/** The key that it was made with, or null if it never was. */
		@Nullable ProviderCredential credential() {
			return (this.permit != null) ? this.permit.credential() : null;
		}

		private Mono<Answer> call(Permit permit) {
			try {
				return target().call(request(), permit, Attempts.this.terms, this.metered);
			}
			catch (RuntimeException ex) {
				logger.error("A request could not be put in the provider's protocol", ex);
				return this.metered.refused(new InvalidRequest("The request could not be read", null, null));
			}
		}

		/** The request, or what is left to be answered of it. */
		private ChatRequest request() {
			ChatRequest request = Attempts.this.routed.request();
			Transcript transcript = resumable();
			if (transcript == null) {
				return request;
			}
			if (request.beta() || !target().takesPrefix()) {
				transcript.replay();
				return request;
			}
			transcript.join();
			ChatRequest prefixed = transcript.prefixed(request);
			this.prefixed = prefixed.body();
			return prefixed;
		}

		@Override
		public void onSubscribe(Subscription call) {
			boolean gone;
			synchronized (this) {
				this.call = call;
				gone = this.left;
			}
			call.request(Long.MAX_VALUE);
			if (gone) {
				call.cancel();
			}
		}

		@Override
		public void onNext(Answer answer) {
			answered(this, answer);
		}

		@Override
		public void onError(Throwable failure) {
			release();
			failed(failure);
		}

		@Override
		public void onComplete() {
			// the permit ends with the stream that has begun
			releaseBody();
		}

		void release() {
			if (this.permit != null) {
				this.permit.release();
			}
			releaseBody();
		}

		private void releaseBody() {
			if (this.prefixed != null) {
				this.prefixed.release();
				this.prefixed = null;
			}
		}

		void cancel() {
			Subscription call;
			synchronized (this) {
				this.left = true;
				call = this.call;
			}
			if (call != null) {
				call.cancel();
			}
		}

	}

}
