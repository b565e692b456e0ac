package dev.tollgate.api;

import java.util.Collection;
import java.util.function.Function;

import dev.tollgate.api.ChatController.Calls;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.NotFound;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.ModelKind;
import dev.tollgate.chat.Operation;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.gateway.Models;
import dev.tollgate.limits.CallLimit;
import dev.tollgate.wire.JsonBody;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Gemini's own API, for Google's clients.
 */
@RestController
class GeminiController {

	private final Calls calls;

	private final Models models;

	GeminiController(ChatGateway gateway, BodyReader bodies, CallLimit limit, IdempotentCalls idempotent,
			Models models) {
		this.calls = new Calls(gateway, bodies, limit, idempotent);
		this.models = models;
	}

	@PostMapping("/v1beta/models/{*call}")
	Mono<Void> call(@PathVariable String call, ServerWebExchange exchange) {
		int colon = call.lastIndexOf(':');
		String model = call.substring(1, Math.max(colon, 1));
		return switch (call.substring(colon + 1)) {
			case "generateContent" -> chat(model, false, exchange);
			case "streamGenerateContent" -> streamed(model, exchange);
			// costs nothing, so that it may be made again
			case "countTokens" -> this.calls.every(exchange, reading(Operation.COUNT_TOKENS, model, false, exchange));
			case "embedContent" -> embeddings(model, false, exchange);
			case "batchEmbedContents" -> embeddings(model, true, exchange);
			default -> Mono.error(new NotFound("There is no such method of a model"));
		};
	}

	private Mono<Void> streamed(String model, ServerWebExchange exchange) {
		if (!"sse".equals(exchange.getRequest().getQueryParams().getFirst("alt"))) {
			return Mono.error(new InvalidRequest("Streams are served as server-sent events only: add ?alt=sse",
					"invalid_value", "alt"));
		}
		return chat(model, true, exchange);
	}

	private Mono<Void> chat(String model, boolean streamed, ServerWebExchange exchange) {
		return this.calls.answer(exchange, reading(Operation.CHAT, model, streamed, exchange));
	}

	private Mono<Void> embeddings(String model, boolean batch, ServerWebExchange exchange) {
		return this.calls.answer(exchange,
				(body) -> Requests.geminiEmbeddings(model, batch, body, exchange.getRequest().getHeaders()));
	}

	private static Function<JsonBody, ChatRequest> reading(Operation operation, String model, boolean streamed,
			ServerWebExchange exchange) {
		return (body) -> Requests.gemini(operation, model, streamed, body, exchange.getRequest().getHeaders());
	}

	@GetMapping(path = "/v1beta/models", produces = MediaType.APPLICATION_JSON_VALUE)
	Mono<byte[]> models(ServerWebExchange exchange) {
		Collection<ModelDescription> all = this.models.all(AuthenticationFilter.caller(exchange));
		ObjectNode list = JsonNodeFactory.instance.objectNode();
		ArrayNode models = list.putArray("models");
		all.stream().filter((model) -> model.model().provider().equals("gemini")).forEach((model) -> {
			ObjectNode one = models.addObject();
			one.put("name", "models/" + model.id()).put("displayName", model.id());
			one.put("inputTokenLimit", model.contextWindow()).put("outputTokenLimit", model.maxOutputTokens());
			ArrayNode methods = one.putArray("supportedGenerationMethods");
			if (model.kind() == ModelKind.EMBEDDING) {
				methods.add("embedContent").add("batchEmbedContents");
			}
			else {
				methods.add("generateContent").add("countTokens");
			}
		});
		return Mono.just(dev.tollgate.wire.Json.MAPPER.writeValueAsBytes(list));
	}

}
