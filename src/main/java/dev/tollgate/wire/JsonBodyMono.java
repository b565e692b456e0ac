package dev.tollgate.wire;

import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Collects the JSON object that a connection receives. Errors are
 * {@link MalformedJsonException}, {@link SizeLimitException} and those of the connection;
 * whoever gets the body releases it.
 */
public final class JsonBodyMono extends Mono<JsonBody> {

	/**
	 * As good as unbounded, but not {@link Long#MAX_VALUE}: for that, Reactor Netty
	 * switches the channel to reading by itself and back again, which costs a system call
	 * each.
	 */
	private static final long ALL = Integer.MAX_VALUE;

	private final Flux<ByteBuf> source;

	private final Supplier<JsonBodyReader> reader;

	/**
	 * Creates the collector.
	 * @param source what a connection receives, each buffer released by it after its
	 * delivery
	 * @param reader makes what reads the object, within its limits
	 */
	public JsonBodyMono(Flux<ByteBuf> source, Supplier<JsonBodyReader> reader) {
		this.source = source;
		this.reader = reader;
	}

	@Override
	public void subscribe(CoreSubscriber<? super JsonBody> actual) {
		this.source.subscribe(new Collector(actual, this.reader.get()));
	}

	private static final class Collector implements CoreSubscriber<ByteBuf>, Subscription {

		private final CoreSubscriber<? super JsonBody> actual;

		private final JsonBodyReader reader;

		private @Nullable Subscription source;

		private boolean ended;

		Collector(CoreSubscriber<? super JsonBody> actual, JsonBodyReader reader) {
			this.actual = actual;
			this.reader = reader;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription source) {
			this.source = source;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(ByteBuf chunk) {
			if (this.ended) {
				return;
			}
			try {
				this.reader.feed(chunk.retain());
			}
			catch (RuntimeException ex) {
				cancelSource();
				onError(ex);
			}
		}

		@Override
		public void onError(Throwable cause) {
			if (!this.ended) {
				this.ended = true;
				this.reader.release();
				this.actual.onError(cause);
			}
		}

		@Override
		public void onComplete() {
			if (this.ended) {
				return;
			}
			JsonBody body;
			try {
				body = this.reader.finish();
			}
			catch (RuntimeException ex) {
				onError(ex);
				return;
			}
			this.ended = true;
			this.actual.onNext(body);
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			if (this.source != null) {
				this.source.request(ALL);
			}
		}

		@Override
		public void cancel() {
			if (!this.ended) {
				this.ended = true;
				cancelSource();
				this.reader.release();
			}
		}

		private void cancelSource() {
			if (this.source != null) {
				this.source.cancel();
			}
		}

	}

}
