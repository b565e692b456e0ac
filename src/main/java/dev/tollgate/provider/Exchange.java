package dev.tollgate.provider;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Receipt;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonBodyMono;
import dev.tollgate.wire.JsonBodyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;

/**
 * One call to a provider over HTTP, from its first byte to its last: the one owner of its
 * deadlines and of the word to the observer how it ended.
 */
final class Exchange extends CallWatch.Watched {

	private static final int MAX_ANSWER = 64 * 1024 * 1024;

	private static final int FAILURE_LIMIT = 64 * 1024;

	private static final long TELL_NANOS = 1_000_000_000L;

	private final WireCall call;

	private final Permit permit;

	private final CallTerms terms;

	private final AnswerObserver observer;

	private final ProviderTimeouts timeouts;

	private final HttpUpstream http;

	private final AnswerProgress progress = new AnswerProgress();

	private final @Nullable EventDialect dialect;

	private @Nullable EventRelay relay;

	private @Nullable JsonBodyReader reader;

	private @Nullable Connection connection;

	/** Kept, because a connection that was closed no longer tells it. */
	private @Nullable EventLoop loop;

	private @Nullable GatewayException failure;

	/** Whether the failure says nothing about the provider. */
	private boolean blameless;

	private long headDeadline;

	private long deadline;

	/** Since when a connection is waited for; 0 if one was there at once. */
	private long waitingSince;

	/** When the observer last heard of progress. */
	private long lastTold = System.nanoTime();

	/** Set by whoever says first how the call ended, on any thread. */
	private final AtomicBoolean settled = new AtomicBoolean();

	private volatile boolean cancelled;

	/** Set when the caller has gone away and the call goes on without it. */
	private volatile @Nullable DrainLimits drain;

	private int readBefore;

	private boolean headed;

	Exchange(WireCall call, UpstreamRequest request, AnswerObserver observer, ProviderTimeouts timeouts,
			HttpUpstream http) {
		this.call = call;
		this.permit = request.permit();
		this.terms = request.terms();
		this.observer = observer;
		this.timeouts = timeouts;
		this.http = http;
		this.dialect = call.events();
	}

	Mono<Answer> start(HttpClient client) {
		HttpClient.ResponseReceiver<?> receiver = client.post().uri(this.call.uri()).send(this::send);
		return new ExchangeMono(receiver.responseConnection(this::head), this);
	}

	/** A connection has been asked for. */
	void asked() {
		if (this.connection == null && !this.settled.get()) {
			this.waitingSince = System.nanoTime();
		}
	}

	private void waited() {
		if (this.waitingSince != 0) {
			this.observer.waited(System.nanoTime() - this.waitingSince);
			this.waitingSince = 0;
		}
	}

	private Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
		waited();
		this.call.authorize(request.requestHeaders());
		if (this.http.propagatesTrace()) {
			this.observer.propagate(request.requestHeaders()::set);
		}
		outbound.withConnection((connection) -> {
			long now = System.nanoTime();
			this.connection = connection;
			this.deadline = now + this.timeouts.total().toNanos();
			if (this.terms.deadline() != 0 && this.terms.deadline() - this.deadline < 0) {
				this.deadline = this.terms.deadline();
			}
			// an answer as a whole has its head when it is complete
			this.headDeadline = (this.dialect != null) ? now + this.timeouts.headers().toNanos() : this.deadline;
			this.loop = connection.channel().eventLoop();
			CallWatch watch = CallWatch.of(this.loop);
			watch.add(this);
			this.failure = watch.end();
		});
		if (this.failure != null) {
			// the gateway ends: nothing is spent any more
			return Mono.error(this.failure);
		}
		this.observer.contacted();
		return outbound.send(Mono.fromSupplier(this.call::body));
	}

	private Publisher<Answer> head(HttpClientResponse response, Connection connection) {
		this.headed = true;
		int status = response.status().code();
		HttpHeaders headers = response.responseHeaders();
		if (status != 200) {
			this.progress.refused();
			// what it says is worth no more patience than the head was
			this.headDeadline = System.nanoTime() + this.timeouts.headers().toNanos();
			return failure(status, headers, connection);
		}
		this.headDeadline = this.deadline;
		if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
			return refuse(connection, "The provider's answer is encoded, which was not asked for");
		}
		String type = String.valueOf(headers.get(HttpHeaderNames.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
		if (this.dialect == null) {
			return type.startsWith("application/json") ? whole(connection)
					: refuse(connection, "The provider's answer is not JSON");
		}
		if (!type.startsWith("text/event-stream")) {
			return refuse(connection, "The provider's answer is not a stream of events");
		}
		return Mono.create((sink) -> {
			EventRelay relay = new EventRelay(this, this.dialect, connection, sink);
			this.relay = relay;
			if (this.drain != null) {
				relay.detach(this.drain);
			}
			relay.start();
		});
	}

	/**
	 * An answer that comes as a whole is held until its usage is known, because its cost
	 * is told in a header.
	 */
	private Mono<Answer> whole(Connection connection) {
		JsonBodyReader reader = new JsonBodyReader(MAX_ANSWER, Integer.MAX_VALUE);
		this.reader = reader;
		return new JsonBodyMono(connection.inbound().receive(), () -> reader).mapNotNull(this::answer);
	}

	/** Gives the answer, or null if the caller has gone away. */
	private @Nullable Answer answer(JsonBody body) {
		this.progress.arrived(System.nanoTime());
		try {
			this.call.read(body, this.progress);
			if (this.drain != null) {
				drained();
				return null;
			}
			Receipt receipt = completed();
			return new Answer.Complete(this.call.answer(body, receipt), this.progress.model(), receipt);
		}
		finally {
			body.release();
		}
	}

	private Mono<Answer> failure(int status, HttpHeaders headers, Connection connection) {
		ByteBuf body = Unpooled.buffer(256, FAILURE_LIMIT);
		return connection.inbound()
			.receive()
			.doOnNext((chunk) -> body.writeBytes(chunk, Math.min(chunk.readableBytes(), body.maxWritableBytes())))
			.takeUntil((chunk) -> body.maxWritableBytes() == 0)
			.then(Mono.<Answer>error(() -> failureOf(status, headers, body)));
	}

	private GatewayException failureOf(int status, HttpHeaders headers, ByteBuf body) {
		if (status < 400) {
			return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider answered with status " + status);
		}
		return this.call.failure(status, headers, ByteBufUtil.getBytes(body));
	}

	private static Mono<Answer> refuse(Connection connection, String message) {
		// closes it, and gives back what of the answer was read already
		connection.dispose();
		return Mono.error(new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, message));
	}

	@Override
	protected void look(long now) {
		if (this.settled.get()) {
			unwatch();
			return;
		}
		if (this.progress.hasContent() && now - this.lastTold > TELL_NANOS) {
			this.lastTold = now;
			this.observer.progressed(this.progress);
		}
		if (now - this.deadline > 0) {
			// it had answered, or the caller's own deadline was the shorter one
			this.blameless = this.progress.hasContent() || this.deadline == this.terms.deadline();
			expire("The call was not over in time");
		}
		else if (now - this.headDeadline > 0) {
			expire("The provider did not begin to answer within " + this.timeouts.headers().toSeconds() + " s");
		}
		else if (this.relay != null) {
			this.relay.look(now);
		}
		else if (this.drain != null && this.reader != null
				&& this.drain.exceededBy(this.reader.size() - this.readBefore)) {
			giveUp();
		}
	}

	private void expire(String message) {
		end(new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, message));
	}

	@Override
	protected void end(GatewayException cause) {
		if (this.settled.get()) {
			unwatch();
		}
		else if (this.relay != null) {
			this.relay.fail(cause);
		}
		else {
			// the connection's end brings the failure to the subscriber
			this.failure = cause;
			close();
		}
	}

	/** Whether a streamed answer is announced only when it is complete. */
	boolean isHeldBack() {
		return this.terms.heldBack();
	}

	WireCall wireCall() {
		return this.call;
	}

	/** The first content has come. */
	void firstContent() {
		this.permit.begun();
		this.observer.firstContent();
	}

	AnswerProgress progress() {
		return this.progress;
	}

	ProviderTimeouts timeouts() {
		return this.timeouts;
	}

	AnswerObserver observer() {
		return this.observer;
	}

	/** Whether the caller went away, perhaps on another thread. */
	boolean isCancelled() {
		return this.cancelled || this.drain != null;
	}

	/**
	 * The caller goes away: says whether the call goes on without it, and sees to it.
	 * @param leaving what is repeated on the event loop if this is another thread
	 */
	boolean goesOn(Runnable leaving) {
		EventLoop loop = this.loop;
		if (this.drain != null) {
			return true;
		}
		if (loop == null || !this.http.drains().wanted() || this.settled.get()) {
			return false;
		}
		if (!loop.inEventLoop()) {
			loop.execute(leaving);
			return true;
		}
		DrainLimits limits = this.http.drains().begin(this);
		if (limits == null) {
			return false;
		}
		this.drain = limits;
		this.readBefore = (this.reader != null) ? this.reader.size() : 0;
		long end = System.nanoTime() + limits.maxTime().toNanos();
		this.deadline = (end - this.deadline < 0) ? end : this.deadline;
		if (this.relay != null) {
			this.relay.detach(limits);
		}
		return true;
	}

	/** The answer came to its end without its caller. */
	void drained() {
		if (settle()) {
			this.permit.succeeded();
			this.observer.drained(this.progress);
			// not before, or a stop would not wait for the word
			this.http.drains().end(this);
		}
	}

	/** Ends a call that went on without its caller. */
	void giveUp() {
		EventLoop loop = this.loop;
		if (loop != null && !loop.inEventLoop()) {
			loop.execute(this::giveUp);
		}
		else if (!this.settled.get()) {
			expire("The call was given up");
		}
	}

	Receipt completed() {
		if (!settle()) {
			throw new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED, "The caller went away");
		}
		this.permit.succeeded();
		return this.observer.completed(this.progress);
	}

	/** Maps whatever went wrong, and tells the observer unless it knows. */
	GatewayException failed(Throwable cause) {
		GatewayException mapped = map(cause);
		if (this.drain != null) {
			cancelled();
		}
		else if (settle()) {
			if (mapped instanceof UpstreamFailed bad && bad.reason() == Reason.BAD_UPSTREAM_RESPONSE) {
				// what follows on the connection may be the rest of it
				close();
			}
			// before the observer asks for another
			if (this.blameless || isPoolExhausted(cause)) {
				this.permit.release();
			}
			else {
				this.permit.failed(mapped, cause instanceof ConnectTimeoutException, this.connection != null);
			}
			waited();
			this.observer.failed(mapped, this.progress);
		}
		return mapped;
	}

	void cancelled() {
		if (settle()) {
			this.cancelled = true;
			this.permit.release();
			waited();
			this.observer.cancelled(this.progress);
			this.http.drains().end(this);
		}
	}

	/** Says whether the caller of this method is the first to say how the call ended. */
	private boolean settle() {
		boolean first = this.settled.compareAndSet(false, true);
		EventLoop loop = this.loop;
		// from another thread it is left to the next look
		if (first && loop != null && loop.inEventLoop()) {
			unwatch();
		}
		return first;
	}

	/**
	 * Ends the connection of a call whose answer nobody waits for, and gives back what
	 * was read of it.
	 */
	void dispose() {
		if (this.connection != null) {
			this.connection.dispose();
		}
	}

	void close() {
		if (this.connection != null) {
			var _ = this.connection.channel().close();
		}
	}

	private static boolean isPoolExhausted(Throwable cause) {
		return cause instanceof TimeoutException || cause instanceof PoolAcquirePendingLimitException;
	}

	private GatewayException map(Throwable cause) {
		if (cause instanceof Refused refused) {
			return refused.withMessage(Redaction.redact(refused.getMessage(), this.call.credential()));
		}
		if (cause instanceof GatewayException known) {
			return known;
		}
		if (this.failure != null) {
			return this.failure;
		}
		if (isPoolExhausted(cause)) {
			return new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "There is no free connection to the provider");
		}
		if (cause instanceof IOException && this.headed) {
			return new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
					"The connection to the provider was lost before the answer was complete");
		}
		if (cause instanceof IOException) {
			return new UpstreamFailed(Reason.UPSTREAM_UNREACHABLE,
					"The provider could not be reached, or it closed the connection before it answered");
		}
		if (!this.headed && (cause instanceof IllegalArgumentException || cause instanceof DecoderException)) {
			// also what an earlier answer on the connection left behind its end
			return new UpstreamFailed(Reason.UPSTREAM_UNREACHABLE, "The provider did not answer in HTTP");
		}
		return Unexpected.failure(cause);
	}

}
