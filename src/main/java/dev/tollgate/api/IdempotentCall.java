package dev.tollgate.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.idempotency.Claim;
import dev.tollgate.idempotency.GrantedCall;
import dev.tollgate.idempotency.IdempotencyKey;
import dev.tollgate.idempotency.IdempotencyKeys;
import dev.tollgate.idempotency.KeyedRequest;
import dev.tollgate.idempotency.RecordedEvents;
import dev.tollgate.keys.Caller;
import dev.tollgate.telemetry.RequestLine;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request with an idempotency key. Once the key is granted the call belongs to
 * nobody: it ends as the provider has it, and its answer is kept. Everything but
 * {@link #leave} and {@link #abort} happens on the caller's event loop.
 */
final class IdempotentCall {

	private static final String REQUEST_ID = "x-request-id";

	private final ServerWebExchange exchange;

	private final IdempotencyKey key;

	private final Caller caller;

	private final RequestIdentity identity;

	private final ChatRequest request;

	private final Consumer<IdempotentCall> end;

	private final Executor loop;

	private @Nullable Disposable running;

	private @Nullable GrantedCall granted;

	private @Nullable RecordedEvents events;

	/** Set once it is decided what is kept of the call. */
	private boolean ended;

	private volatile boolean left;

	IdempotentCall(ServerWebExchange exchange, IdempotencyKey key, ChatRequest request, Consumer<IdempotentCall> end) {
		this.exchange = exchange;
		this.key = key;
		this.caller = AuthenticationFilter.caller(exchange);
		this.identity = Identities.of(exchange);
		this.request = request;
		this.end = end;
		this.loop = loop(exchange);
	}

	private static EventLoop loop(ServerWebExchange exchange) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		EventLoop[] loop = new EventLoop[1];
		response.withConnection((connection) -> loop[0] = connection.channel().eventLoop());
		return loop[0];
	}

	void start(IdempotencyKeys keys, ChatGateway gateway, MonoSink<Mono<Void>> sink) {
		var _ = sink.onCancel(this::leave);
		ServerHttpRequest asked = this.exchange.getRequest();
		KeyedRequest keyed = new KeyedRequest(asked.getMethod().name(), asked.getURI().getRawPath(),
				asked.getURI().getRawQuery(), asked.getHeaders().getFirst("content-type"), this.request.body().bytes());
		var _ = keys.claim(this.key, keyed).thenAcceptAsync((claim) -> claimed(claim, gateway, sink), this.loop);
	}

	private void claimed(Claim claim, ChatGateway gateway, MonoSink<Mono<Void>> sink) {
		switch (claim) {
			case GrantedCall call -> granted(call, gateway, sink);
			case Claim.Answered known -> {
				release();
				sink.success(AnswerWriter.replay(this.exchange, known.answer()));
			}
			case Claim.Denied denied -> {
				release();
				sink.error(denied.failure());
			}
		}
	}

	/** There is no call to be made. */
	private void release() {
		this.request.body().release();
		this.end.accept(this);
	}

	private void granted(GrantedCall call, ChatGateway gateway, MonoSink<Mono<Void>> sink) {
		this.granted = call;
		if (this.left) {
			// nothing was done yet, and nobody waits for it
			this.request.body().release();
			var _ = ended(call.release());
			return;
		}
		this.running = Mono
			.using(this.request::body,
					(_) -> gateway.answer(this.caller, this.identity, this.request,
							RequestLine.of(this.exchange.getAttributes())),
					JsonBody::release)
			// what it is observed as a part of
			.contextWrite(sink.contextView())
			.subscribe((answer) -> answered(call, answer, sink), (failure) -> failed(call, failure, sink));
	}

	private void answered(GrantedCall call, GatewayAnswer answer, MonoSink<Mono<Void>> sink) {
		switch (answer.answer()) {
			case Answer.Complete complete -> complete(call, answer, complete, sink);
			case Answer.Streamed streamed -> streamed(call, answer, streamed, sink);
		}
	}

	/** It is kept first: whoever has the answer may repeat the request at once. */
	private void complete(GrantedCall call, GatewayAnswer answer, Answer.Complete complete, MonoSink<Mono<Void>> sink) {
		call.recording().append(complete.body());
		byte[] body = ByteBufUtil.getBytes(complete.body());
		complete.body().release();
		// not pooled: nobody needs to release it should the caller be gone
		GatewayAnswer unpooled = answer
			.with(new Answer.Complete(Unpooled.wrappedBuffer(body), complete.model(), complete.receipt()));
		var _ = ended(call.keep(200, headers(unpooled)))
			.thenRunAsync(() -> sink.success(AnswerWriter.write(this.exchange, unpooled)), this.loop);
	}

	private void streamed(GrantedCall call, GatewayAnswer answer, Answer.Streamed streamed, MonoSink<Mono<Void>> sink) {
		Map<String, String> headers = headers(answer);
		RecordedEvents events = new RecordedEvents(streamed.events(), call.recording(),
				(failure) -> ended((failure != null) ? call.release() : call.keep(200, headers)), this.loop);
		this.events = events;
		if (this.left) {
			events.detach();
			return;
		}
		sink.success(AnswerWriter.write(this.exchange, answer.with(new Answer.Streamed(streamed.model(), events)))
			.doFinally((_) -> events.detach()));
		if (this.left) {
			events.detach();
		}
	}

	/**
	 * What the provider refused stays refused; what failed otherwise may be repeated.
	 */
	private void failed(GrantedCall call, Throwable failure, MonoSink<Mono<Void>> sink) {
		CompletableFuture<Void> told;
		if (failure instanceof Refused refused) {
			ApiError error = ApiError.of(refused);
			byte[] body = CallerProtocol.of(this.exchange.getRequest()).error(error);
			call.recording().append(Unpooled.wrappedBuffer(body));
			told = call.keep(error.status(), Map.of("content-type", "application/json", "x-should-retry", "false",
					REQUEST_ID, this.identity.id().toString()));
		}
		else {
			told = call.release();
		}
		var _ = ended(told).thenRunAsync(() -> sink.error(failure), this.loop);
	}

	private Map<String, String> headers(GatewayAnswer answer) {
		HttpHeaders headers = new DefaultHttpHeaders();
		AnswerWriter.describe(headers, answer);
		headers.set(REQUEST_ID, this.identity.id().toString());
		return headers.entries().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private CompletableFuture<Void> ended(CompletableFuture<Void> told) {
		this.ended = true;
		return told.whenComplete((_, _) -> this.end.accept(this));
	}

	/** The caller has gone away before there was anything for it. */
	private void leave() {
		this.left = true;
	}

	/** Ends the call, as the gateway stops. */
	void abort() {
		this.loop.execute(() -> {
			GrantedCall call = this.granted;
			if (call == null || this.ended) {
				return;
			}
			if (this.events != null) {
				this.events.abort(new Unavailable("The gateway is shutting down", "shutting_down"));
				return;
			}
			if (this.running != null) {
				this.running.dispose();
			}
			var _ = ended(call.release());
		});
	}

}
