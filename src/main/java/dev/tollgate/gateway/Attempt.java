package dev.tollgate.gateway;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.gateway.Succession.Choice;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.Permit;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.routing.Target;
import dev.tollgate.wire.JsonBody;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * One call to one target, which is in the ledger from its creation on.
 */
final class Attempt implements CoreSubscriber<Answer> {

	private static final Log logger = LogFactory.getLog(Attempt.class);

	private final Attempts attempts;

	private final Choice choice;

	private final MeteredCall metered;

	private @Nullable Permit permit;

	private @Nullable JsonBody prefixed;

	private @Nullable Subscription call;

	private boolean left;

	Attempt(Attempts attempts, Choice choice, MeteredCall metered) {
		this.attempts = attempts;
		this.choice = choice;
		this.permit = choice.permit();
		this.metered = metered;
	}

	Choice choice() {
		return this.choice;
	}

	Target target() {
		return this.choice.target();
	}

	MeteredCall metered() {
		return this.metered;
	}

	/** The key that it was made with, or null if it never was. */
	@Nullable ProviderCredential credential() {
		return (this.permit != null) ? this.permit.credential() : null;
	}

	void run() {
		if (this.permit == null) {
			switch (target().admit()) {
				case Permit granted -> this.permit = granted;
				case Admission.Denial denial -> {
					this.metered.failed(denial.failure(), new AnswerProgress());
					this.attempts.failed(denial.failure());
					return;
				}
			}
		}
		this.attempts.routed().account().made();
		this.metered.begin(this.attempts.above());
		call(this.permit).subscribe(this);
	}

	private Mono<Answer> call(Permit permit) {
		try {
			return target().call(request(), permit, this.attempts.terms(), this.metered);
		}
		catch (RuntimeException ex) {
			logger.error("A request could not be put in the provider's protocol", ex);
			return this.metered.refused(new InvalidRequest("The request could not be read", null, null));
		}
	}

	/** The request, or what is left to be answered of it. */
	private ChatRequest request() {
		ChatRequest request = this.attempts.routed().request();
		Transcript transcript = this.attempts.resumable();
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
		this.attempts.answered(this, answer);
	}

	@Override
	public void onError(Throwable failure) {
		release();
		this.attempts.failed(failure);
	}

	@Override
	public void onComplete() {
		// the permit ends with the stream that has begun
		releaseBody();
	}

	/** It is not made: the caller has gone away before. */
	void abandon() {
		release();
		this.metered.cancelled(new AnswerProgress());
	}

	private void release() {
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
