package dev.tollgate.api;

import java.time.Clock;
import java.time.Duration;

import dev.tollgate.chat.GatewayException.LimitExceeded;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers every failure, ours and the framework's, in the caller's protocol.
 */
@Component
final class ErrorHandler implements WebExceptionHandler, Ordered {

	private final Clock clock;

	ErrorHandler(Clock clock) {
		this.clock = clock;
	}

	@Override
	public int getOrder() {
		// before Boot's own, which answers in a shape that no client of ours knows
		return -2;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted() || AnswerWriter.left(failure)) {
			// there is nobody left to tell; a caller who leaves is no failure of ours
			return response.isCommitted() ? Mono.error(failure) : Mono.empty();
		}
		ApiError error = ApiError.of(failure);
		if (failure instanceof ErrorResponse framework) {
			// such as the methods that are allowed
			response.getHeaders().putAll(framework.getHeaders());
		}
		response.setStatusCode(HttpStatusCode.valueOf(error.status()));
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		Identities.assign(exchange, this.clock);
		if (!error.repeatable()) {
			headers.set("x-should-retry", "false");
		}
		Duration retryAfter = error.retryAfter();
		if (retryAfter != null) {
			headers.set("retry-after", Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
		}
		if (failure instanceof LimitExceeded refusal && refusal.limits() != null) {
			RateLimitHeaders.set(refusal.limits(), headers::set);
		}
		if (error.status() == 413 || error.status() == 401 || failure instanceof RequestAborted) {
			// the rest of the body is not worth reading
			headers.set("connection", "close");
		}
		byte[] body = CallerProtocol.of(exchange.getRequest()).error(error);
		DataBuffer buffer = response.bufferFactory().wrap(body);
		return response.writeWith(Mono.just(buffer));
	}

}
