package dev.tollgate.policy;

import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.policy.cache.CompletionAssembly;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.springai.SignOfLife;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * An answer that has just been paid for, to be kept if it is worth it: complete, not cut
 * for its length or by a filter, and not too large.
 */
final class NewAnswer {

	/** Larger ones are seldom asked for twice. */
	private static final int MAX_BYTES = 1024 * 1024;

	private static final Set<String> GOOD_ENDS = Set.of("stop", "tool_calls", "function_call");

	private NewAnswer() {
	}

	static @Nullable KeptAnswer whole(PolicedRequest request, ChatClientResponse response, Clock clock) {
		ChatResponse chat = response.chatResponse();
		return (chat != null && WireResponses.isOfTheWire(chat)) ? kept(request, WireResponses.node(chat), clock)
				: null;
	}

	static Flux<ChatClientResponse> streamed(PolicedRequest request, Flux<ChatClientResponse> responses, Clock clock,
			Consumer<KeptAnswer> keep) {
		return Flux.defer(() -> {
			CompletionAssembly assembly = new CompletionAssembly(MAX_BYTES);
			return responses.doOnNext((response) -> add(assembly, response))
				.doOnComplete(() -> keep(request, assembly, clock, keep));
		});
	}

	private static void keep(PolicedRequest request, CompletionAssembly assembly, Clock clock,
			Consumer<KeptAnswer> keep) {
		if (assembly.isComplete() && !assembly.isTooLarge()) {
			KeptAnswer answer = kept(request, assembly.completion(), clock);
			if (answer != null) {
				keep.accept(answer);
			}
		}
	}

	private static void add(CompletionAssembly assembly, ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		if (chat != null && !SignOfLife.is(chat)) {
			assembly.add(WireResponses.node(chat));
		}
	}

	private static @Nullable KeptAnswer kept(PolicedRequest request, ObjectNode completion, Clock clock) {
		GatewayAnswer called = request.lastAnswer();
		if (called == null || !isGood(completion.path("choices"))) {
			return null;
		}
		byte[] bytes = Json.MAPPER.writeValueAsBytes(completion);
		String model = completion.path("model").asString(Objects.requireNonNullElse(called.model(), ""));
		return (bytes.length > MAX_BYTES) ? null
				: new KeptAnswer(bytes, called.provider(), model, request.cost(), clock.instant());
	}

	private static boolean isGood(JsonNode choices) {
		return !choices.isEmpty() && choices.valueStream()
			.allMatch((choice) -> GOOD_ENDS.contains(choice.path("finish_reason").asString("")));
	}

}
