package dev.tollgate.provider;

import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;

/**
 * Passes a streamed answer from the provider's connection to the caller: one operator
 * rather than a dozen, all on the connection's event loop. Each read of the provider's
 * socket becomes at most one buffer for the caller, so demand passes through one to one,
 * and a slow caller slows the provider. The answer is announced with its first content,
 * or when it is complete if it is to be held back; until then a failure is still an
 * answer with a status of its own.
 */
final class EventRelay extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf>, Subscription {

	/** How long a provider may keep a connection open after it said that it is done. */
	static final long CLOSE_AFTER_NANOS = 1_000_000_000L;

	private final Exchange exchange;

	private final Connection connection;

	private final EventLoop loop;

	private final MonoSink<Answer> announcement;

	private final AnswerProgress progress;

	private final RelayedEvents events;

	private @Nullable Subscription upstream;

	private @Nullable CoreSubscriber<? super ByteBuf> caller;

	private long demand;

	private final HeldEvents held;

	private final StreamPace pace;

	private boolean announced;

	private long announcedAt;

	/** The stream has ended for the caller, with {@link #failure} or well. */
	private boolean ended;

	private @Nullable GatewayException failure;

	private boolean terminated;

	/** Reads on, once the caller has gone away and the call goes on without it. */
	private @Nullable DrainedEvents drain;

	private final long began = System.nanoTime();

	private long lastRead = this.began;

	private long lastWrite = this.began;

	EventRelay(Exchange exchange, EventDialect dialect, Connection connection, MonoSink<Answer> announcement) {
		this.exchange = exchange;
		this.events = new RelayedEvents(exchange, dialect);
		this.connection = connection;
		this.loop = connection.channel().eventLoop();
		this.announcement = announcement;
		this.progress = exchange.progress();
		this.held = new HeldEvents(exchange.isHeldBack());
		this.pace = new StreamPace(exchange.timeouts(), this.progress, this.began);
	}

	void start() {
		var _ = this.announcement.onCancel(this::cancel);
		this.connection.inbound().receive().subscribe(this);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		subscription.request((this.drain != null) ? Integer.MAX_VALUE : 1);
	}

	@Override
	public void onNext(ByteBuf chunk) {
		if (this.drain != null) {
			this.drain.read(chunk);
			return;
		}
		if (this.terminated) {
			return;
		}
		if (this.ended) {
			readOn(1);
			return;
		}
		advance(chunk);
	}

	/**
	 * Has events read, or the end of them, and hands on what becomes of them.
	 */
	private void advance(@Nullable ByteBuf chunk) {
		ByteBuf buffer;
		long eventsBefore = this.events.count();
		try {
			buffer = (chunk != null) ? this.events.read(chunk) : this.events.end();
		}
		catch (GatewayException ex) {
			fail(ex);
			return;
		}
		catch (RuntimeException ex) {
			fail(Unexpected.failure(ex));
			return;
		}
		this.lastRead = System.nanoTime();
		this.pace.read(this.events.count() != eventsBefore, this.lastRead);
		this.ended |= this.events.isComplete();
		deliver(buffer);
	}

	/**
	 * Hands a buffer on, or keeps it for when it is asked for, and sees to what follows.
	 */
	private void deliver(@Nullable ByteBuf buffer) {
		if (buffer != null) {
			if (this.caller != null && this.demand > 0) {
				send(buffer);
			}
			else {
				this.held.add(buffer);
			}
		}
		else if (!this.ended && (this.caller == null || this.demand > 0)) {
			// nothing came of what was asked for
			readOn(1);
		}
		if (!this.announced) {
			announceIfDue(buffer != null);
		}
		terminateIfDelivered();
	}

	/** Announces the answer, or reads on where something came that is not enough. */
	private void announceIfDue(boolean held) {
		if (this.ended || (this.progress.hasContent() && !this.exchange.isHeldBack())) {
			announce();
		}
		else if (this.held.isTooMuch()) {
			fail(new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
					"The provider's answer is too large to be held back"));
		}
		else if (held) {
			readOn(1);
		}
	}

	private void send(ByteBuf buffer) {
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (caller == null) {
			buffer.release();
			return;
		}
		this.demand--;
		this.lastWrite = this.lastRead;
		caller.onNext(buffer);
	}

	private void announce() {
		this.announced = true;
		this.announcedAt = System.nanoTime();
		this.lastWrite = this.announcedAt;
		this.announcement.success(new Answer.Streamed(this.progress.model(), this));
	}

	private void readOn(long count) {
		if (this.upstream != null) {
			this.upstream.request(count);
		}
	}

	@Override
	public void onComplete() {
		if (this.drain != null) {
			this.upstream = null;
			this.drain.end();
			return;
		}
		if (!this.ended && !this.terminated) {
			advance(null);
		}
		this.upstream = null;
	}

	@Override
	public void onError(Throwable cause) {
		if (this.drain != null) {
			onComplete();
			return;
		}
		if (!this.ended && !this.terminated) {
			if (this.progress.finished()) {
				onComplete();
				return;
			}
			fail(new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
					"The connection to the provider was lost before the answer was complete"));
		}
		this.upstream = null;
	}

	/** Ends the stream with a failure, and the connection with it. */
	void fail(GatewayException cause) {
		if (this.drain != null) {
			this.drain.fail();
			return;
		}
		if (this.ended || this.terminated) {
			return;
		}
		if (this.exchange.isCancelled()) {
			// the caller is gone, which another thread has said already
			cancel();
			return;
		}
		// what came before the failure in the same read is the caller's
		ByteBuf before = this.events.rest();
		this.ended = true;
		this.failure = this.exchange.failed(cause);
		stopReading();
		if (!this.announced) {
			ReferenceCountUtil.release(before);
			this.held.release();
			this.announced = true;
			this.terminated = true;
			this.announcement.error(cause);
			return;
		}
		deliver(before);
	}

	void stopReading() {
		if (this.upstream != null) {
			Subscription upstream = this.upstream;
			this.upstream = null;
			upstream.cancel();
			// once all is read, the connection may serve another call already
			this.exchange.close();
		}
	}

	private void terminateIfDelivered() {
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (!this.ended || !this.held.isEmpty() || this.terminated || caller == null) {
			return;
		}
		this.terminated = true;
		if (this.failure != null) {
			caller.onError(this.failure);
			return;
		}
		readEnd();
		caller.onComplete();
	}

	/** Reads the end of the response, so that the connection can be used again. */
	void readEnd() {
		if (this.upstream != null) {
			readOn(Integer.MAX_VALUE);
			var _ = this.loop.schedule(() -> {
				if (this.upstream != null) {
					stopReading();
				}
			}, CLOSE_AFTER_NANOS, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
		if (this.terminated) {
			Operators.error(subscriber, new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
					"The answer was not taken before it was given up"));
			return;
		}
		this.caller = subscriber;
		subscriber.onSubscribe(this);
	}

	@Override
	public void request(long count) {
		if (!this.loop.inEventLoop()) {
			this.loop.execute(() -> request(count));
			return;
		}
		if (this.terminated) {
			return;
		}
		if (this.demand == 0) {
			this.pace.callerIsReady(System.nanoTime());
		}
		this.demand = Math.addExact(Math.min(this.demand, Integer.MAX_VALUE), Math.min(count, Integer.MAX_VALUE));
		long more = count;
		ByteBuf held = this.held.take();
		if (held != null) {
			more--;
			send(held);
		}
		terminateIfDelivered();
		if (more > 0 && !this.ended) {
			readOn(more);
		}
	}

	@Override
	public void cancel() {
		if (!this.loop.inEventLoop()) {
			this.loop.execute(this::cancel);
			return;
		}
		if (this.terminated || this.exchange.goesOn(this::cancel)) {
			return;
		}
		leave();
		stopReading();
		this.exchange.cancelled();
	}

	private void leave() {
		this.terminated = true;
		this.held.release();
	}

	/** Reads on without the caller, and without its demand. */
	void detach(DrainLimits limits) {
		leave();
		this.drain = this.events.drained(this, limits);
		readOn(Integer.MAX_VALUE);
		if (!this.announced) {
			this.announced = true;
			this.announcement.success();
		}
	}

	/** Looks whether the provider or the caller has been without a word for too long. */
	void look(long now) {
		if (this.drain != null) {
			this.drain.look(now);
			return;
		}
		if (this.ended || this.terminated) {
			return;
		}
		if (this.announced && this.caller == null && now - this.announcedAt > KeepAlive.TAKE_WITHIN_NANOS) {
			// announced to a caller who was gone before the answer could be sent
			cancel();
			return;
		}
		ProviderTimeouts timeouts = this.exchange.timeouts();
		boolean waiting = this.caller == null || this.demand > 0;
		if (!this.progress.hasContent() && now - this.began > timeouts.firstContent().toNanos()) {
			fail(new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider sent no content in time"));
		}
		else if (this.pace.isStalled(waiting, now)) {
			fail(new UpstreamFailed(Reason.UPSTREAM_STREAM_STALLED,
					"The provider's stream fell silent, or slower than makes sense"));
		}
		else if (this.announced && this.exchange.wireCall().pings()
				&& now - this.lastWrite > KeepAlive.PING_AFTER_NANOS) {
			ping(now);
		}
	}

	private void ping(long now) {
		if (this.caller != null && this.demand > 0 && this.held.isEmpty() && !this.terminated) {
			this.demand--;
			this.lastWrite = now;
			this.caller.onNext(KeepAlive.ping());
		}
	}

}
