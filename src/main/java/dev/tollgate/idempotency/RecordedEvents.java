package dev.tollgate.idempotency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The events of a stream on their way to a caller, with a copy of them kept. As long as
 * the caller is there, its demand is the demand; once it has left, the events go on
 * coming for the copy alone.
 */
public final class RecordedEvents extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf>, Subscription {

	private final Flux<ByteBuf> source;

	private final Recording recording;

	private final Function<@Nullable Throwable, CompletableFuture<Void>> ending;

	private final Executor loop;

	private final AtomicBoolean started = new AtomicBoolean();

	private final AtomicBoolean finished = new AtomicBoolean();

	private volatile @Nullable CoreSubscriber<? super ByteBuf> caller;

	private volatile @Nullable Subscription upstream;

	private volatile boolean detached;

	/**
	 * Makes it, without asking for anything yet.
	 * @param source the events, subscribed once
	 * @param recording where the copy is put
	 * @param ending told once how the stream ended, with null if it ended well; the
	 * caller hears of the end when the result completes
	 * @param loop where the caller hears of the end
	 */
	public RecordedEvents(Flux<ByteBuf> source, Recording recording,
			Function<@Nullable Throwable, CompletableFuture<Void>> ending, Executor loop) {
		this.source = source;
		this.recording = recording;
		this.ending = ending;
		this.loop = loop;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
		if (!this.started.compareAndSet(false, true)) {
			Operators.complete(subscriber);
			return;
		}
		this.caller = subscriber;
		this.source.subscribe(this);
	}

	/**
	 * Lets the stream go on without its caller. It ends early only if nothing of it can
	 * be kept.
	 */
	public void detach() {
		if (this.detached || this.finished.get()) {
			return;
		}
		this.detached = true;
		if (this.started.compareAndSet(false, true)) {
			this.source.subscribe(this);
			return;
		}
		Subscription upstream = this.upstream;
		if (upstream != null) {
			upstream.request(Long.MAX_VALUE);
		}
	}

	/**
	 * Ends the stream, whoever waits for it.
	 * @param reason what {@code ending} is told
	 */
	public void abort(Throwable reason) {
		Subscription upstream = this.upstream;
		if (upstream != null) {
			upstream.cancel();
		}
		finish(reason);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (caller != null) {
			caller.onSubscribe(this);
		}
		if (this.detached) {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void onNext(ByteBuf event) {
		if (this.finished.get()) {
			event.release();
			return;
		}
		this.recording.append(event);
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (caller != null && !this.detached) {
			caller.onNext(event);
			return;
		}
		event.release();
		if (this.recording.isTooLarge()) {
			// nobody will ever see the rest of it
			Subscription upstream = this.upstream;
			if (upstream != null) {
				upstream.cancel();
			}
			finish(null);
		}
	}

	@Override
	public void onError(Throwable failure) {
		finish(failure);
	}

	@Override
	public void onComplete() {
		finish(null);
	}

	private void finish(@Nullable Throwable failure) {
		if (!this.finished.compareAndSet(false, true)) {
			return;
		}
		var _ = this.ending.apply(failure).whenCompleteAsync((_, _) -> tell(failure), this.loop);
	}

	private void tell(@Nullable Throwable failure) {
		CoreSubscriber<? super ByteBuf> caller = this.caller;
		if (caller == null || this.detached) {
			return;
		}
		if (failure != null) {
			caller.onError(failure);
		}
		else {
			caller.onComplete();
		}
	}

	@Override
	public void request(long count) {
		Subscription upstream = this.upstream;
		if (upstream != null && !this.detached) {
			upstream.request(count);
		}
	}

	@Override
	public void cancel() {
		detach();
	}

}
