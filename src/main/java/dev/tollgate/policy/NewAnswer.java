package dev.tollgate.policy;

import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.policy.KeepingAdvisor.Kept;
import dev.tollgate.policy.cache.CompletionAssembly;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.springai.SignOfLife;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private static final Log logger = LogFactory.getLog(NewAnswer.class);

	private static final Set<String> GOOD_ENDS = Set.of("stop", "tool_calls", "function_call");

	private final PolicedRequest request;

	private final String policy;

	private final Kept kept;

	private final Consumer<KeptAnswer> keep;

	private boolean failed;

	NewAnswer(PolicedRequest request, String policy, Kept kept, Consumer<KeptAnswer> keep) {
		this.request = request;
		this.policy = policy;
		this.kept = kept;
		this.keep = keep;
	}

	ChatClientResponse whole(ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		if (chat != null && WireResponses.isOfTheWire(chat)) {
			harmless(() -> keep(WireResponses.node(chat)));
		}
		return response;
	}

	Flux<ChatClientResponse> streamed(Flux<ChatClientResponse> responses) {
		CompletionAssembly assembly = new CompletionAssembly(this.kept.maxBytes());
		return responses.doOnNext((response) -> harmless(() -> add(assembly, response)))
			.doOnComplete(() -> harmless(() -> keep(assembly)));
	}

	private static void add(CompletionAssembly assembly, ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		if (chat != null && !SignOfLife.is(chat)) {
			assembly.add(WireResponses.node(chat));
		}
	}

	private void keep(CompletionAssembly assembly) {
		if (assembly.isComplete() && !assembly.isTooLarge()) {
			keep(assembly.completion());
		}
	}

	private void keep(ObjectNode completion) {
		GatewayAnswer called = this.request.lastAnswer();
		if (called == null || this.failed || !isGood(completion.path("choices"))) {
			return;
		}
		byte[] bytes = Json.MAPPER.writeValueAsBytes(completion);
		String model = completion.path("model").asString(Objects.requireNonNullElse(called.model(), ""));
		if (bytes.length <= this.kept.maxBytes()) {
			this.keep.accept(
					new KeptAnswer(bytes, called.provider(), model, this.request.cost(), this.kept.clock().instant()));
		}
	}

	/** An answer that cannot be kept is an answer all the same. */
	private void harmless(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			if (!this.failed) {
				this.request.decided(this.policy, "failed");
				logger
					.warn("An answer could not be kept by the policy " + this.policy + ": " + ex.getClass().getName());
			}
			this.failed = true;
		}
	}

	private static boolean isGood(JsonNode choices) {
		return !choices.isEmpty() && choices.valueStream()
			.allMatch((choice) -> GOOD_ENDS.contains(choice.path("finish_reason").asString("")));
	}

}
