package dev.tollgate.policy;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;

/**
 * Somebody else's advisor, in the place that the route gives it. One that knows calls
 * alone would be passed over by streams, and one that knows streams alone by calls.
 */
final class PlacedAdvisor extends PolicyAdvisor {

	private final CallAdvisor calls;

	private final StreamAdvisor streams;

	PlacedAdvisor(String name, int order, Advisor advisor) {
		super(name, order);
		this.calls = ofType(CallAdvisor.class, advisor);
		this.streams = ofType(StreamAdvisor.class, advisor);
	}

	private static <T> T ofType(Class<T> type, @Nullable Advisor advisor) {
		if (!type.isInstance(advisor)) {
			throw new IllegalArgumentException(
					"its advisor is no " + type.getSimpleName() + ", so that some calls would be made without it");
		}
		return type.cast(advisor);
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return this.calls.adviseCall(request, chain);
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return this.streams.adviseStream(request, chain);
	}

}
