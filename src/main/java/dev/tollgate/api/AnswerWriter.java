package dev.tollgate.api;

import dev.tollgate.chat.Answer;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.idempotency.KeptAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes answers to the connection as the buffers that they are.
 */
final class AnswerWriter {

	private AnswerWriter() {
	}

	static Mono<Void> write(ServerWebExchange exchange, GatewayAnswer answer) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		describe(response.responseHeaders(), answer);
		if (answer.limits() != null) {
			// not of answers that are kept, for which they hold no longer
			RateLimitHeaders.set(answer.limits(), response.responseHeaders()::set);
		}
		return switch (answer.answer()) {
			case Answer.Complete complete -> complete(response, complete);
			case Answer.Streamed streamed -> streamed(exchange, response, streamed);
		};
	}

	/** Says in headers what is known of an answer. */
	static void describe(HttpHeaders headers, GatewayAnswer answer) {
		headers.set("x-tollgate-provider", answer.provider());
		headers.set("x-tollgate-attempts", Integer.toString(answer.attempts()));
		headers.set("x-tollgate-price-window", answer.window());
		if (answer.model() != null) {
			headers.set("x-tollgate-model", headerValue(answer.model()));
		}
		if (!answer.dropped().isEmpty()) {
			headers.set("x-tollgate-dropped", headerValue(String.join(",", answer.dropped())));
		}
		switch (answer.answer()) {
			case Answer.Complete complete -> {
				headers.set("content-type", "application/json");
				String usd = complete.receipt().usd();
				if (usd != null) {
					headers.set("x-tollgate-cost-usd", usd);
				}
			}
			case Answer.Streamed _ -> {
				headers.set("content-type", "text/event-stream");
				headers.set("cache-control", "no-cache, no-transform");
				headers.set("x-accel-buffering", "no");
			}
		}
	}

	private static Mono<Void> complete(HttpServerResponse response, Answer.Complete answer) {
		ByteBuf body = answer.body();
		// sending takes a reference of its own, so that none is left where nothing is
		// sent
		return response.send(Mono.fromSupplier(body::retain))
			.then()
			.onErrorComplete(AnswerWriter::left)
			.doFinally((signal) -> body.release());
	}

	private static Mono<Void> streamed(ServerWebExchange exchange, HttpServerResponse response,
			Answer.Streamed answer) {
		CallerProtocol protocol = CallerProtocol.of(exchange.getRequest());
		Flux<ByteBuf> events = answer.events().onErrorResume((failure) -> {
			ByteBuf event = Unpooled.wrappedBuffer(protocol.errorEvent(ApiError.of(failure)));
			if (protocol == CallerProtocol.GEMINI) {
				// Google's clients tell a failure from an end by the connection alone
				return Flux.just(event)
					.concatWith(Mono.<ByteBuf>never().doOnSubscribe((subscription) -> abort(response)));
			}
			// the response ends well: a connection closed behind it would fail the call
			// that the client's pool sends on it next
			return Flux.just(event);
		});
		return EventStreamWriter.write(response, events).onErrorComplete(AnswerWriter::left);
	}

	/** Writes the answer of an earlier call, a stream as a stream. */
	static Mono<Void> replay(ServerWebExchange exchange, KeptAnswer answer) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		response.status(answer.status());
		HttpHeaders headers = response.responseHeaders();
		answer.headers().forEach(headers::set);
		headers.set("idempotent-replayed", "true");
		ByteBuf body = Unpooled.wrappedBuffer(answer.body());
		boolean stream = headers.contains("content-type", "text/event-stream", true);
		NettyOutbound sent = stream ? response.send(Flux.just(body).hide()) : response.send(Mono.just(body));
		return sent.then().onErrorComplete(AnswerWriter::left);
	}

	/** A caller who leaves while an answer is written is no failure. */
	static boolean left(Throwable failure) {
		return failure instanceof AbortedException || AbortedException.isConnectionReset(failure);
	}

	private static void abort(HttpServerResponse response) {
		response.withConnection((connection) -> {
			Channel channel = connection.channel();
			channel.eventLoop().execute(() -> closeBehindWrites(channel));
		});
	}

	private static void closeBehindWrites(Channel channel) {
		var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	/**
	 * What a provider or a caller named goes into a header without what would break it.
	 */
	private static String headerValue(String text) {
		StringBuilder value = new StringBuilder(text.length());
		for (int i = 0; i < text.length() && i < 512; i++) {
			char next = text.charAt(i);
			value.append((next > ' ' && next < 0x7f) ? next : '_');
		}
		return value.toString();
	}

}
