package dev.tollgate.policy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Outcome;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One request on its way through policies, from several threads: it holds the body, ends
 * once whichever way, and does not wait for a caller who is gone.
 */
final class PolicedLife {

	/** How long an announced stream waits for whoever takes it. */
	private static final Duration TAKE_WITHIN = Duration.ofSeconds(5);

	private final PolicedRequest request;

	private final Sinks.Empty<Void> abandoned = Sinks.empty();

	private final Disposable.Swap untaken = Disposables.swap();

	private boolean ended;

	/** Takes the body, which the caller of the gateway gives back when it likes. */
	PolicedLife(PolicedRequest request) {
		this.request = request;
		request.request().body().retain();
	}

	/**
	 * Does something with the body.
	 * @throws CancellationException if the request has ended
	 */
	<T extends @Nullable Object> T whileItLasts(Function<JsonBody, T> work) {
		JsonBody body = this.request.request().body();
		synchronized (this) {
			if (this.ended) {
				throw new CancellationException("The request has ended");
			}
			body.retain();
		}
		try {
			return work.apply(body);
		}
		finally {
			body.release();
		}
	}

	/** The head of a streamed answer is on its way: somebody is to take the events. */
	void announced() {
		var _ = this.untaken.update(Mono.delay(TAKE_WITHIN)
			.subscribe((waited) -> this.abandoned.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST)));
	}

	void taken() {
		this.untaken.dispose();
	}

	/** Ends the stream if nobody takes it. */
	Mono<Void> abandoned() {
		return this.abandoned.asMono();
	}

	void end() {
		end(Outcome.COMPLETED);
	}

	void cancelled() {
		end(Outcome.CANCELLED);
	}

	void failed(Throwable failure) {
		end((failure instanceof GatewayException ours) ? Outcome.of(ours) : Outcome.FAILED);
	}

	private void end(Outcome outcome) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
		}
		try {
			this.request.close(outcome);
		}
		finally {
			this.request.request().body().release();
		}
	}

}
