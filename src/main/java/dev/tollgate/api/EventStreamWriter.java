package dev.tollgate.api;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Writes the events of a stream to an HTTP/1.1 connection, each with its chunk's framing
 * (RFC 9112 section 7.1) in one buffer and one system call. By the codec an event would
 * be three buffers, a gathering write and a promise for each, which is most of what the
 * way out costs. Head and end of the response stay the codec's.
 */
final class EventStreamWriter extends Mono<Void> {

	/** Events on their way; whatever the caller does not take holds up the provider. */
	private static final int WINDOW = 4;

	/** Larger events are not worth a copy. */
	private static final int COPY_BELOW = 8 * 1024;

	private static final byte[] CRLF = { '\r', '\n' };

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private final ChannelHandlerContext codec;

	private final Flux<ByteBuf> events;

	private EventStreamWriter(ChannelHandlerContext codec, Flux<ByteBuf> events) {
		this.codec = codec;
		this.events = events;
	}

	static Mono<Void> write(HttpServerResponse response, Flux<ByteBuf> events) {
		ChannelHandlerContext[] codec = new ChannelHandlerContext[1];
		response.withConnection(
				(connection) -> codec[0] = connection.channel().pipeline().context(NettyPipeline.HttpCodec));
		if (codec[0] != null) {
			Outflow.keepProgressVisible(codec[0].channel());
		}
		if (codec[0] == null || !HttpVersion.HTTP_1_1.equals(response.version())) {
			return response.send(events).then();
		}
		return response.sendHeaders().then(new EventStreamWriter(codec[0], events)).then();
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		this.events.subscribe(new Writer(this.codec, actual));
	}

	private static final class Writer implements CoreSubscriber<ByteBuf>, Subscription {

		private final ChannelHandlerContext codec;

		private final CoreSubscriber<? super Void> actual;

		private @Nullable Subscription events;

		Writer(ChannelHandlerContext codec, CoreSubscriber<? super Void> actual) {
			this.codec = codec;
			this.actual = actual;
		}

		@Override
		public void onSubscribe(Subscription events) {
			this.events = events;
			this.actual.onSubscribe(this);
			events.request(WINDOW);
		}

		@Override
		public void onNext(ByteBuf event) {
			if (this.codec.channel().isWritable()) {
				write(event, this.codec.voidPromise());
				more();
			}
			else {
				// the caller reads slowly: go on when this has left
				ChannelPromise left = this.codec.newPromise();
				left.addListener(this::left);
				write(event, left);
			}
		}

		private void left(Future<? super Void> write) {
			if (write.isSuccess()) {
				more();
			}
		}

		private void more() {
			if (this.events != null) {
				this.events.request(1);
			}
		}

		private void write(ByteBuf event, ChannelPromise promise) {
			int size = event.readableBytes();
			ByteBufAllocator allocator = this.codec.alloc();
			if (size < COPY_BELOW) {
				ByteBuf chunk = size(allocator.directBuffer(size + 16), size).writeBytes(event).writeBytes(CRLF);
				event.release();
				var _ = this.codec.writeAndFlush(chunk, promise);
				return;
			}
			var _ = this.codec.write(size(allocator.directBuffer(16), size), this.codec.voidPromise());
			var _ = this.codec.write(event, this.codec.voidPromise());
			var _ = this.codec.writeAndFlush(Unpooled.wrappedBuffer(CRLF), promise);
		}

		private static ByteBuf size(ByteBuf chunk, int size) {
			int shift = (31 - Integer.numberOfLeadingZeros(size)) & ~3;
			for (; shift >= 0; shift -= 4) {
				chunk.writeByte(HEX[(size >>> shift) & 0xf]);
			}
			return chunk.writeBytes(CRLF);
		}

		@Override
		public void onError(Throwable failure) {
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			// a Mono of nothing: the demand for events is the connection's
		}

		@Override
		public void cancel() {
			if (this.events != null) {
				this.events.cancel();
			}
		}

	}

}
