package dev.tollgate.policy;

import java.util.Objects;
import java.util.function.Function;

import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;

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

	/** Of an advisor's context: how long the media are there, {@link PolicedLife}. */
	static final String LIFE = "tollgate.life";

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

	/** Does something with the media of a request while they are there. */
	static <T extends @Nullable Object> T withMedia(ChatClientRequest request, Function<JsonBody.Skeleton, T> work) {
		JsonBody.Skeleton skeleton = (JsonBody.Skeleton) Objects.requireNonNull(request.context().get(MEDIA));
		PolicedLife life = (PolicedLife) Objects.requireNonNull(request.context().get(LIFE));
		return life.whileItLasts((body) -> work.apply(skeleton));
	}

	static PolicedRequest request(ChatClientRequest request) {
		return (PolicedRequest) Objects.requireNonNull(request.context().get(REQUEST));
	}

}
