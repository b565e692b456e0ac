package dev.tollgate.api;

import java.time.Clock;

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

	/**
	 * How long a caller whose call has had its last answer may be silent, and may send at
	 * all, before the connection ends: closed at once, what still comes would have it
	 * reset, and the answer would be lost on the way.
	 */
	private static final long LINGER_QUIET_MILLIS = 1000;

	private static final long LINGER_MILLIS = 5000;

	private final ServerLimits limits;

	private final Clock clock;

	private final ConnectionWatch.Watched watched = new ConnectionWatch.Watched(this);

	private final Outflow outflow = new Outflow();

	private @Nullable ChannelHandlerContext context;

	private Phase phase = Phase.IDLE;

	/** Of the phase. */
	private long millis;

	/** Of the phase, since a byte came. */
	private long quietMillis;

	private long bodyBytes;

	private boolean arrived;

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

	CallerConnection(ServerLimits limits, Clock clock) {
		this.limits = limits;
		this.clock = clock;
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

	private void enter(Phase phase) {
		this.phase = phase;
		this.millis = 0;
		this.quietMillis = 0;
	}

	private static void close(ChannelHandlerContext context) {
		var _ = context.close();
	}

	private boolean isEnding() {
		return this.phase == Phase.ABORTED || this.phase == Phase.LINGERING;
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
		if (this.phase == Phase.LINGERING) {
			context.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.messages++;
		if (isEnding() || this.refusal != null) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.protocol = CallerProtocol.of(request.uri());
			ApiError error = request.decoderResult().isFailure() ? WireRefusal.of(request.decoderResult().cause())
					: WireRefusal.isRegular(request) ? null : WireRefusal.INVALID;
			if (error != null) {
				ReferenceCountUtil.release(message);
				refuse(context, error);
				return;
			}
			this.unanswered++;
			this.receiving = true;
			this.bodyBytes = 0;
			enter(Phase.BODY);
		}
		else if (message instanceof HttpObject content && content.decoderResult().isFailure()) {
			ReferenceCountUtil.release(message);
			abort(context, WireRefusal.INVALID);
			return;
		}
		if (message instanceof LastHttpContent) {
			this.receiving = false;
			enter((this.unanswered > 0) ? Phase.ANSWER : Phase.IDLE);
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
		if (this.unanswered > 0 || isEnding()) {
			return;
		}
		if (this.refusal != null) {
			refuse(context, this.refusal);
		}
		else if (!this.receiving) {
			enter(Phase.IDLE);
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
		enter(Phase.LINGERING);
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
		enter(Phase.ABORTED);
		context.fireExceptionCaught(new RequestAborted(error));
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.receiving && this.unanswered == 0 && this.phase != Phase.LINGERING) {
			// answered before its body had come, as one that is too large is
			this.closing = promise;
			enter(Phase.LINGERING);
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
		switch (this.phase) {
			case IDLE -> lookAtIdle(context, elapsedMillis);
			case HEAD -> lookAtHead(context, elapsedMillis);
			case BODY -> lookAtBody(context, elapsedMillis);
			case ANSWER -> {
				// as long as the answer takes; the call has its own limits
			}
			case ABORTED, LINGERING -> lookAtEnding(context, elapsedMillis);
		}
	}

	private void lookAtIdle(ChannelHandlerContext context, long elapsedMillis) {
		this.millis += this.outflow.isEmpty() ? elapsedMillis : 0;
		if (this.limits.isIdle(this.millis)) {
			close(context);
		}
	}

	private void lookAtHead(ChannelHandlerContext context, long elapsedMillis) {
		this.millis += elapsedMillis;
		if (this.limits.headIsLate(this.millis)) {
			this.protocol = CallerProtocol.OPENAI;
			refuse(context, WireRefusal.LATE);
		}
	}

	private void lookAtBody(ChannelHandlerContext context, long elapsedMillis) {
		if (!this.reading && !this.arrived) {
			return;
		}
		count(elapsedMillis);
		if (this.limits.bodyIsLate(this.millis, this.quietMillis, this.bodyBytes)) {
			abort(context, WireRefusal.LATE);
		}
	}

	private void lookAtEnding(ChannelHandlerContext context, long elapsedMillis) {
		count(elapsedMillis);
		if (this.quietMillis >= LINGER_QUIET_MILLIS || this.millis >= LINGER_MILLIS) {
			ChannelPromise promise = this.closing;
			var _ = (promise != null) ? context.close(promise) : context.close();
		}
	}

	private void count(long elapsedMillis) {
		this.millis += elapsedMillis;
		this.quietMillis = this.arrived ? 0 : this.quietMillis + elapsedMillis;
		this.arrived = false;
	}

	/** What a connection waits for. */
	private enum Phase {

		/** For a request. */
		IDLE,
		/** For the rest of a request's head. */
		HEAD,
		/** For the rest of its body. */
		BODY,
		/** For the gateway. */
		ANSWER,
		/** For the answer that the body's end will not change. */
		ABORTED,
		/** For the caller to take the last answer. */
		LINGERING

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
			connection.arrived = true;
			if (connection.phase == Phase.BODY && message instanceof ByteBuf bytes) {
				connection.bodyBytes += bytes.readableBytes();
			}
			int before = connection.messages;
			context.fireChannelRead(message);
			if (connection.phase == Phase.IDLE && connection.messages == before) {
				// bytes that are no message yet: a head begins
				connection.enter(Phase.HEAD);
			}
		}

	}

}
