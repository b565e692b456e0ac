package dev.tollgate.gateway;

import java.util.Objects;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.CallWatch;
import dev.tollgate.provider.KeepAlive;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A stream as its caller sees it when it outlives an attempt: it begins with comments
 * while providers are silent, and goes on with the events of the attempt that succeeds,
 * or of several, where one goes on with what another one began. All on the request's own
 * event loop.
 */
final class CallerStream extends CallWatch.Watched {

	/**
	 * The first comment costs a failure its status, so it waits until a provider that is
	 * silent by the default limit of ten seconds has been given up.
	 */
	private static final long ANNOUNCE_AFTER_NANOS = 11_000_000_000L;

	private final Attempts attempts;

	private final Home home;

	private final Events events = new Events();

	private long lastWrite;

	private State state = State.SILENT;

	/** What the caller has seen, if another attempt may go on with it. */
	private @Nullable Transcript transcript;

	private @Nullable CoreSubscriber<? super ByteBuf> caller;

	private long demand;

	private @Nullable Subscription source;

	/** Why no attempt has succeeded, once that is so. */
	private @Nullable Throwable failure;

	CallerStream(Attempts attempts, Home home, long arrived) {
		this.attempts = attempts;
		this.home = home;
		this.lastWrite = arrived;
	}

	/** Whether a request's caller understands comments in a stream. */
	static boolean wanted(ChatRequest request) {
		return request.streamed() && request.protocol() == Protocol.OPENAI;
	}

	boolean isAnnounced() {
		return this.state != State.SILENT && this.state != State.DISMISSED;
	}

	/** It is not needed, or not any more. */
	void dismiss() {
		if (!this.home.isHere()) {
			this.home.execute(this::dismiss);
			return;
		}
		if (this.state == State.SILENT) {
			this.state = State.DISMISSED;
		}
		unwatch();
	}

	@Override
	protected void look(long now) {
		boolean announced = this.state == State.ANNOUNCED;
		if ((!announced && this.state != State.SILENT) || now - this.lastWrite < KeepAlive.TAKE_WITHIN_NANOS) {
			return;
		}
		if (announced && this.caller == null) {
			// announced to a caller who was gone before it could be sent
			this.events.cancel();
		}
		else if (now - this.lastWrite > (announced ? KeepAlive.PING_AFTER_NANOS : ANNOUNCE_AFTER_NANOS)) {
			ping(now);
		}
	}

	@Override
	protected void end(GatewayException cause) {
		// the attempts end themselves, each as it begins if not before
	}

	private void ping(long now) {
		if (this.state == State.SILENT) {
			this.state = State.ANNOUNCED;
			this.attempts.announce(this);
		}
		else if (this.caller != null && this.source == null && this.demand > 0) {
			this.demand--;
			this.lastWrite = now;
			this.caller.onNext(KeepAlive.ping());
		}
	}

	/** The stream is announced, and may be gone on with by another attempt. */
	void resumable() {
		if (this.state == State.SILENT) {
			this.state = State.ANNOUNCED;
		}
		this.lastWrite = System.nanoTime();
		if (this.transcript == null) {
			this.transcript = new Transcript();
		}
	}

	/** What the caller has seen, or null if no other attempt may go on with it. */
	@Nullable Transcript transcript() {
		return this.transcript;
	}

	/** An attempt has succeeded, and these are its events. */
	void goOn(Flux<ByteBuf> events) {
		events.subscribe(new Source());
	}

	/** No attempt has succeeded. */
	void fail(Throwable cause) {
		this.failure = cause;
		end();
	}

	private void end() {
		dismiss();
		if (this.state == State.LEFT) {
			return;
		}
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (caller == null) {
			this.state = State.OVER;
			return;
		}
		this.state = State.LEFT;
		if (this.failure != null) {
			caller.onError(this.failure);
		}
		else {
			caller.onComplete();
		}
	}

	/** The events, to be subscribed once. */
	Flux<ByteBuf> events() {
		return this.events;
	}

	private Subscription source() {
		return Objects.requireNonNull(this.source);
	}

	/** What the caller knows of the stream. */
	private enum State {

		/** Nothing: no attempt has succeeded, and it is not too late for a status. */
		SILENT,

		/** Nothing, and never will: the caller has another answer, or has gone away. */
		DISMISSED,

		/** The head of it, and maybe comments and events. */
		ANNOUNCED,

		/** The head only, although all has come that will. */
		OVER,

		/** The end of it; or the caller has gone away. */
		LEFT

	}

	/** What the caller subscribes to. */
	private final class Events extends Flux<ByteBuf> implements Subscription {

		@Override
		public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
			CallerStream.this.caller = subscriber;
			subscriber.onSubscribe(this);
			if (CallerStream.this.state == State.OVER) {
				end();
			}
		}

		@Override
		public void request(long count) {
			if (!CallerStream.this.home.isHere()) {
				CallerStream.this.home.execute(() -> request(count));
				return;
			}
			CallerStream.this.demand = Operators.addCap(CallerStream.this.demand, count);
			if (CallerStream.this.source != null) {
				CallerStream.this.source.request(count);
			}
		}

		@Override
		public void cancel() {
			Subscription source = CallerStream.this.source;
			CallerStream.this.state = State.LEFT;
			if (source != null) {
				source.cancel();
			}
			CallerStream.this.attempts.abandon();
		}

	}

	/** What comes from the attempt that has succeeded. */
	private final class Source implements CoreSubscriber<ByteBuf> {

		@Override
		public void onSubscribe(Subscription subscription) {
			CallerStream.this.source = subscription;
			if (CallerStream.this.demand > 0) {
				subscription.request(CallerStream.this.demand);
			}
		}

		@Override
		public void onNext(ByteBuf chunk) {
			CoreSubscriber<? super ByteBuf> caller = CallerStream.this.caller;
			if (caller == null || CallerStream.this.state == State.LEFT) {
				chunk.release();
				return;
			}
			ByteBuf events = read(chunk);
			if (events == null) {
				return;
			}
			if (!events.isReadable()) {
				events.release();
				CallerStream.this.source().request(1);
				return;
			}
			CallerStream.this.demand--;
			CallerStream.this.lastWrite = System.nanoTime();
			caller.onNext(events);
		}

		private @Nullable ByteBuf read(ByteBuf chunk) {
			Transcript transcript = CallerStream.this.transcript;
			if (transcript == null) {
				return chunk;
			}
			try {
				return transcript.read(chunk);
			}
			catch (GatewayException ex) {
				CallerStream.this.attempts.diverged(ex);
				CallerStream.this.source().cancel();
				CallerStream.this.fail(ex);
				return null;
			}
		}

		@Override
		public void onError(Throwable cause) {
			CallerStream.this.source = null;
			CallerStream.this.attempts.failed(cause);
		}

		@Override
		public void onComplete() {
			CallerStream.this.attempts.completed();
			end();
		}

	}

}
