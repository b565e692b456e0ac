package dev.tollgate.api;

import java.time.Clock;
import java.util.function.BooleanSupplier;

import dev.tollgate.api.Waiting.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's patience with one connection: ends it where a request comes too slowly,
 * an answer is not taken or nothing happens, and answers what is no HTTP in the caller's
 * protocol. It notes what passes in a few fields; the {@link ConnectionWatch} does the
 * rest.
 */
final class CallerConnection extends ChannelDuplexHandler implements ConnectionWatch.Look {

	private final ServerLimits limits;

	private final Clock clock;

	/** Whether the gateway is about to end, and serves only the calls that it has. */
	private final BooleanSupplier leaving;

	private final Waiting waiting;

	private final ConnectionWatch.Watched watched = new ConnectionWatch.Watched(this);

	private final Outflow outflow = new Outflow();

	private @Nullable ChannelHandlerContext context;

	/** Whether the gateway asks for more, so that silence is the caller's. */
	private boolean reading;

	/** Whether the next bytes are the first of what was asked for. */
	private boolean fresh = true;

	/** Between a request's head and its end. */
	private boolean receiving;

	/** Requests whose answers have not ended; more than one where a caller pipelines. */
	private int unanswered;

	private boolean answering;

	private boolean informational;

	private int messages;

	private CallerProtocol protocol = CallerProtocol.OPENAI;

	private @Nullable ApiError refusal;

	/** Of whoever wants a connection closed that lingers. */
	private @Nullable ChannelPromise closing;

	CallerConnection(ServerLimits limits, Clock clock, BooleanSupplier leaving) {
		this.limits = limits;
		this.waiting = new Waiting(limits);
		this.clock = clock;
		this.leaving = leaving;
	}

	/** What stands before the codec, where a head is still bytes. */
	ChannelHandler arrivals() {
		return new Arrivals();
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		ConnectionWatch.of(context.channel().eventLoop()).add(this.watched);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		ConnectionWatch.of(context.channel().eventLoop()).remove(this.watched);
	}

	private static void close(ChannelHandlerContext context) {
		var _ = context.close();
	}

	@Override
	public void read(ChannelHandlerContext context) {
		this.reading = true;
		context.read();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.fresh = true;
		context.fireChannelReadComplete();
		if (this.waiting.isFor(Phase.LINGERING)) {
			context.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.messages++;
		if (this.waiting.isEnding() || this.refusal != null) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.protocol = CallerProtocol.of(request.uri());
			ApiError error = WireRefusal.of(request);
			if (error != null) {
				ReferenceCountUtil.release(message);
				refuse(context, error);
				return;
			}
			this.unanswered++;
			this.receiving = true;
			this.waiting.begin(Phase.BODY);
		}
		else if (message instanceof HttpObject content && content.decoderResult().isFailure()) {
			ReferenceCountUtil.release(message);
			abort(context, WireRefusal.INVALID);
			return;
		}
		if (message instanceof LastHttpContent) {
			this.receiving = false;
			this.waiting.begin((this.unanswered > 0) ? Phase.ANSWER : Phase.IDLE);
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response) {
			this.informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			this.answering = !this.informational;
			if (isBare(response)) {
				ReferenceCountUtil.release(message);
				answer(context, WireRefusal.INVALID, promise);
				return;
			}
		}
		var _ = context.write(message, promise);
		if (message instanceof LastHttpContent && !this.informational) {
			answered(context);
		}
	}

	/** An answer by which the server itself refuses what never reached the gateway. */
	private static boolean isBare(HttpResponse response) {
		return response.status().code() == HttpResponseStatus.BAD_REQUEST.code()
				&& response instanceof FullHttpResponse whole && !whole.content().isReadable()
				&& !response.headers().contains("x-request-id")
				&& !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
	}

	private void answered(ChannelHandlerContext context) {
		this.answering = false;
		this.unanswered = Math.max(0, this.unanswered - 1);
		if (this.unanswered > 0 || this.waiting.isEnding()) {
			return;
		}
		if (this.refusal != null) {
			refuse(context, this.refusal);
		}
		else if (!this.receiving) {
			this.waiting.begin(Phase.IDLE);
		}
	}

	/** Answers in place of the application, behind what it still has to answer. */
	private void refuse(ChannelHandlerContext context, ApiError error) {
		if (this.unanswered > 0) {
			this.refusal = error;
			return;
		}
		answer(context, error, context.newPromise());
		context.flush();
	}

	private void answer(ChannelHandlerContext context, ApiError error, ChannelPromise promise) {
		this.waiting.begin(Phase.LINGERING);
		ChannelPromise written = promise.unvoid();
		written.addListener((ignored) -> shutOutput(context.channel()));
		var _ = context.write(WireRefusal.response(error, this.protocol, this.clock), written);
		context.read();
	}

	/**
	 * Tells the caller that this was all, so that most close the connection themselves.
	 */
	private static void shutOutput(Channel channel) {
		if (channel instanceof DuplexChannel both && channel.pipeline().get(SslHandler.class) == null) {
			var _ = both.shutdownOutput();
		}
	}

	/** Ends a request in the midst of its body, by the application's own answer. */
	private void abort(ChannelHandlerContext context, ApiError error) {
		if (this.unanswered != 1 || this.answering) {
			// it has its answer, or the beginning of one
			close(context);
			return;
		}
		this.waiting.begin(Phase.ABORTED);
		context.fireExceptionCaught(new RequestAborted(error));
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.receiving && this.unanswered == 0 && !this.waiting.isFor(Phase.LINGERING)) {
			// answered before its body had come, as one that is too large is
			this.closing = promise;
			this.waiting.begin(Phase.LINGERING);
			shutOutput(context.channel());
			context.read();
			return;
		}
		var _ = context.close(promise);
	}

	@Override
	public void look(long elapsedMillis) {
		ChannelHandlerContext context = this.context;
		if (context == null) {
			return;
		}
		if (this.outflow.stalled(context.channel(), elapsedMillis, this.limits)) {
			// what the system still holds for the caller goes too
			var _ = context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
			close(context);
			return;
		}
		if (this.waiting.isFor(Phase.IDLE) && this.outflow.isEmpty() && this.leaving.getAsBoolean()) {
			close(context);
			return;
		}
		if (this.waiting.isOver(elapsedMillis, this.reading && this.unanswered <= 1, !this.outflow.isEmpty())) {
			if (this.waiting.isFor(Phase.HEAD)) {
				this.protocol = CallerProtocol.OPENAI;
				refuse(context, WireRefusal.LATE);
			}
			else if (this.waiting.isFor(Phase.BODY)) {
				abort(context, WireRefusal.LATE);
			}
			else {
				ChannelPromise promise = this.closing;
				var _ = (promise != null) ? context.close(promise) : context.close();
			}
		}
	}

	/** Notes that bytes come. */
	private final class Arrivals extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			CallerConnection connection = CallerConnection.this;
			if (connection.fresh) {
				// whoever wants more than this round brings asks again within it
				connection.fresh = false;
				connection.reading = false;
			}
			connection.waiting.arrived((message instanceof ByteBuf bytes) ? bytes.readableBytes() : 0);
			int before = connection.messages;
			context.fireChannelRead(message);
			if (connection.waiting.isFor(Phase.IDLE) && connection.messages == before) {
				// bytes that are no message yet: a head begins
				connection.waiting.begin(Phase.HEAD);
			}
		}

	}

}
