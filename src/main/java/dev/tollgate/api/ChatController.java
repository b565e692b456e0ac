package dev.tollgate.api;

import java.util.function.Function;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.limits.CallLimit;
import dev.tollgate.telemetry.RequestLine;
import dev.tollgate.wire.JsonBody;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * OpenAI's chat and text completions and embeddings, at every base address that
 * DeepSeek's clients use.
 */
@RestController
class ChatController {

	private final Calls calls;

	ChatController(ChatGateway gateway, BodyReader bodies, CallLimit limit, IdempotentCalls idempotent) {
		this.calls = new Calls(gateway, bodies, limit, idempotent);
	}

	@PostMapping({ "/v1/chat/completions", "/chat/completions" })
	Mono<Void> chat(ServerWebExchange exchange) {
		return this.calls.answer(exchange, (body) -> Requests.chat(body, exchange.getRequest().getHeaders(), false));
	}

	@PostMapping("/beta/chat/completions")
	Mono<Void> betaChat(ServerWebExchange exchange) {
		return this.calls.answer(exchange, (body) -> Requests.chat(body, exchange.getRequest().getHeaders(), true));
	}

	@PostMapping({ "/v1/completions", "/completions", "/beta/completions" })
	Mono<Void> completion(ServerWebExchange exchange) {
		return this.calls.answer(exchange, (body) -> Requests.completion(body, exchange.getRequest().getHeaders()));
	}

	@PostMapping({ "/v1/embeddings", "/embeddings" })
	Mono<Void> embeddings(ServerWebExchange exchange) {
		return this.calls.answer(exchange, (body) -> Requests.embeddings(body, exchange.getRequest().getHeaders()));
	}

	/** What is the same for every call: let in, read, answer, write. */
	record Calls(ChatGateway gateway, BodyReader bodies, CallLimit limit, IdempotentCalls idempotent) {

		Mono<Void> answer(ServerWebExchange exchange, Function<JsonBody, ChatRequest> reading) {
			return Mono.using(this::enter, (limit) -> admitted(exchange, reading), CallLimit::leave);
		}

		private CallLimit enter() {
			this.limit.enter();
			return this.limit;
		}

		private Mono<Void> admitted(ServerWebExchange exchange, Function<JsonBody, ChatRequest> reading) {
			return this.idempotent.wanted(exchange) ? once(exchange, reading) : every(exchange, reading);
		}

		/** Answers every time that it is asked, whatever the key. */
		Mono<Void> every(ServerWebExchange exchange, Function<JsonBody, ChatRequest> reading) {
			return this.bodies.read(exchange.getRequest())
				.flatMap((body) -> Mono.using(() -> body,
						(read) -> this.gateway.answer(AuthenticationFilter.caller(exchange), Identities.of(exchange),
								reading.apply(read), RequestLine.of(exchange.getAttributes())),
						JsonBody::release))
				.flatMap((answer) -> AnswerWriter.write(exchange, answer));
		}

		private Mono<Void> once(ServerWebExchange exchange, Function<JsonBody, ChatRequest> reading) {
			return this.bodies.read(exchange.getRequest())
				.flatMap((body) -> this.idempotent.answer(exchange, body, reading));
		}

	}

}
