package dev.tollgate.provider.springai;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.KeepAlive;
import dev.tollgate.provider.StreamPace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * A chat model's stream as server-sent events for the caller, all on the request's event
 * loop. The answer is announced with its first content, or when it is complete if it is
 * to be held back; until then a failure is still an answer with a status of its own.
 */
final class ModelStream extends Flux<ByteBuf> implements Subscription {

	/** How long a model may go on after it gave its reason to end. */
	private static final long END_WITHIN_NANOS = 5_000_000_000L;

	/** How much may wait of an answer that is not announced yet. */
	private static final int MAX_HELD = 16 * 1024 * 1024;

	private final ModelCall call;

	private final ModelReader reader;

	private final ChunkWriter writer;

	private final boolean heldBack;

	private final MonoSink<Answer> announcement;

	private final EventLoop loop;

	private final AnswerProgress progress;

	private final StreamPace pace;

	private final long began = System.nanoTime();

	private long lastRead = this.began;

	private long lastWrite = this.began;

	private long announcedAt;

	private @Nullable ByteBuf held;

	/** Responses that were read and not asked for again. */
	private int taken;

	private @Nullable CoreSubscriber<? super ByteBuf> caller;

	private long demand;

	private boolean announced;

	/** The stream has ended for the caller, with {@link #failure} or well. */
	private boolean ended;

	private @Nullable GatewayException failure;

	private boolean terminated;

	ModelStream(ModelCall call, ModelReader reader, ChunkWriter writer, boolean heldBack,
			MonoSink<Answer> announcement) {
		this.call = call;
		this.reader = reader;
		this.writer = writer;
		this.heldBack = heldBack;
		this.announcement = announcement;
		this.loop = call.loop();
		this.progress = call.progress();
		this.pace = new StreamPace(call.timeouts(), this.progress, this.began);
	}

	/** The model goes on. */
	void next(ModelAnswer answer) {
		if (this.ended || this.call.isSettled()) {
			return;
		}
		boolean hadContent = this.progress.hasContent();
		this.lastRead = System.nanoTime();
		this.taken++;
		this.writer.write(answer, this.progress, out());
		this.pace.read(true, this.lastRead);
		if (!hadContent && this.progress.hasContent()) {
			this.call.firstContent();
		}
		deliver();
	}

	/** The model says that it is done. */
	void end() {
		if (this.ended || this.call.isSettled()) {
			return;
		}
		if (!this.progress.finished()) {
			this.call.fail(new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
					"The chat model's stream ended without a reason to finish"));
			return;
		}
		this.writer.end(this.call.completed(), out());
		this.ended = true;
		deliver();
	}

	/** Ends with a failure; says whether the caller hears of it here. */
	boolean fail(GatewayException cause) {
		if (!this.announced) {
			this.announced = true;
			this.terminated = true;
			this.held = null;
			return false;
		}
		this.ended = true;
		this.failure = cause;
		deliver();
		return true;
	}

	private ByteBuf out() {
		ByteBuf out = this.held;
		if (out == null) {
			out = Unpooled.buffer(512);
			this.held = out;
		}
		return out;
	}

	private void deliver() {
		if (this.caller != null && this.demand > 0) {
			send();
		}
		if (!this.announced) {
			announceIfDue();
		}
		readOn();
		terminateIfDelivered();
	}

	private void announceIfDue() {
		if (this.ended || (this.progress.hasContent() && !this.heldBack)) {
			this.announced = true;
			this.announcedAt = System.nanoTime();
			this.lastWrite = this.announcedAt;
			this.announcement.success(new Answer.Streamed(this.progress.model(), this));
		}
		else if (this.held != null && this.held.readableBytes() > MAX_HELD) {
			this.call.fail(new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
					"The provider's answer is too large to be held back"));
		}
	}

	/** Asks for more, unless some of what came waits for the caller. */
	private void readOn() {
		boolean free = !this.announced || this.held == null || !this.held.isReadable();
		if (free && this.taken > 0 && !this.ended) {
			this.reader.more(this.taken);
			this.taken = 0;
		}
	}

	private void send() {
		ByteBuf held = this.held;
		if (held != null && held.isReadable() && this.caller != null) {
			this.held = null;
			this.demand--;
			this.lastWrite = System.nanoTime();
			this.caller.onNext(held);
		}
	}

	private void terminateIfDelivered() {
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		boolean waiting = this.held != null && this.held.isReadable();
		if (!this.ended || waiting || this.terminated || caller == null) {
			return;
		}
		this.terminated = true;
		if (this.failure != null) {
			caller.onError(this.failure);
		}
		else {
			caller.onComplete();
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
			this.call.tell(() -> request(count));
			return;
		}
		if (this.terminated) {
			return;
		}
		if (this.demand == 0) {
			this.pace.callerIsReady(System.nanoTime());
		}
		this.demand = Math.addExact(Math.min(this.demand, Integer.MAX_VALUE), Math.min(count, Integer.MAX_VALUE));
		deliver();
	}

	@Override
	public void cancel() {
		if (!this.loop.inEventLoop()) {
			this.call.tell(this::cancel);
			return;
		}
		if (!this.terminated) {
			this.terminated = true;
			this.held = null;
			this.call.cancel();
		}
	}

	/** Looks whether the model or the caller has been without a word for too long. */
	void look(long now) {
		if (this.ended || this.terminated) {
			return;
		}
		if (this.announced && this.caller == null && now - this.announcedAt > KeepAlive.TAKE_WITHIN_NANOS) {
			// announced to a caller who was gone before the answer could be sent
			cancel();
			return;
		}
		boolean waiting = this.caller == null || this.demand > 0;
		if (this.progress.finished() && waiting && now - this.lastRead > END_WITHIN_NANOS) {
			end();
			ModelReader.stop(this.reader);
		}
		else if (!this.progress.hasContent() && now - this.began > this.call.timeouts().firstContent().toNanos()) {
			this.call.fail(new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider sent no content in time"));
		}
		else if (this.pace.isStalled(waiting, now)) {
			this.call.fail(new UpstreamFailed(Reason.UPSTREAM_STREAM_STALLED,
					"The provider's stream fell silent, or slower than makes sense"));
		}
		else if (this.announced && now - this.lastWrite > KeepAlive.PING_AFTER_NANOS) {
			ping(now);
		}
	}

	private void ping(long now) {
		if (this.caller != null && this.demand > 0 && (this.held == null || !this.held.isReadable())) {
			this.demand--;
			this.lastWrite = now;
			this.caller.onNext(KeepAlive.ping());
		}
	}

}
