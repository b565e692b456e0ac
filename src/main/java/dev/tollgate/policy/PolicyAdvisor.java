package dev.tollgate.policy;

import java.util.Objects;

import dev.tollgate.gateway.PolicedRequest;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;

/**
 * What all policies share: a name, and a place in the order in which a route lists them.
 */
abstract class PolicyAdvisor implements CallAdvisor, StreamAdvisor {

	/** Of an advisor's context: the {@link PolicedRequest}. */
	static final String REQUEST = "tollgate.request";

	/** Of an advisor's context: the skeleton that has the request's media. */
	static final String MEDIA = "tollgate.media";

	private final String name;

	private final int order;

	PolicyAdvisor(String name, int order) {
		this.name = name;
		this.order = order;
	}

	@Override
	public final String getName() {
		return this.name;
	}

	@Override
	public final int getOrder() {
		return this.order;
	}

	static PolicedRequest request(ChatClientRequest request) {
		return (PolicedRequest) Objects.requireNonNull(request.context().get(REQUEST));
	}

}
