package dev.tollgate.policy;

import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.gateway.PolicedRequest.KeptCall;
import dev.tollgate.policy.cache.CompletionReplay;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * An answer that was kept, on its way to another caller. It costs nothing, and says so.
 */
final class GivenAgain {

	private GivenAgain() {
	}

	static ChatClientResponse whole(PolicyAdvisor advisor, ChatClientRequest request, KeptAnswer kept) {
		served(advisor, request, kept);
		return response(request, WireResponses.response(completion(kept)));
	}

	static Flux<ChatClientResponse> streamed(PolicyAdvisor advisor, ChatClientRequest request, KeptAnswer kept) {
		served(advisor, request, kept);
		ObjectNode completion = completion(kept);
		if (completion.get("usage") instanceof ObjectNode usage) {
			usage.putObject("cost").put("usd", "0").put("window", "standard").put("source", "provider");
		}
		return Flux.fromIterable(new CompletionReplay(completion).chunksWithUsage())
			.map((chunk) -> response(request, WireResponses.response(chunk)));
	}

	private static void served(PolicyAdvisor advisor, ChatClientRequest request, KeptAnswer kept) {
		PolicedRequest policed = PolicyAdvisor.request(request);
		policed.served(new KeptCall(kept.provider(), kept.model(), kept.cost()));
		policed.decided(advisor.getName(), "hit");
	}

	private static ObjectNode completion(KeptAnswer kept) {
		return (ObjectNode) Json.MAPPER.readTree(kept.completion());
	}

	private static ChatClientResponse response(ChatClientRequest request, ChatResponse response) {
		return ChatClientResponse.builder().chatResponse(response).context(request.context()).build();
	}

}
