package dev.tollgate;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Somebody else's advisor, who knows nothing of the gateway: it changes what is asked and
 * what is answered by Spring AI's own means.
 */
final class ShoutingAdvisor implements CallAdvisor, StreamAdvisor {

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return shouted(chain.nextCall(asked(request)));
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return chain.nextStream(asked(request)).map(ShoutingAdvisor::shouted);
	}

	private static ChatClientRequest asked(ChatClientRequest request) {
		return request.mutate()
			.prompt(request.prompt()
				.augmentUserMessage((user) -> user.mutate().text(user.getText() + " Say it loud.").build()))
			.build();
	}

	private static ChatClientResponse shouted(ChatClientResponse response) {
		ChatResponse chat = Objects.requireNonNull(response.chatResponse());
		List<Generation> loud = chat.getResults()
			.stream()
			.map((one) -> new Generation(
					new AssistantMessage(Objects.requireNonNull(one.getOutput().getText()).toUpperCase(Locale.ROOT)),
					one.getMetadata()))
			.toList();
		return response.mutate().chatResponse(new ChatResponse(loud, chat.getMetadata())).build();
	}

	@Override
	public String getName() {
		return "shouting";
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
