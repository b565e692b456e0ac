package dev.tollgate.policy;

import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.springai.GatewayCall;
import dev.tollgate.wire.JsonBody;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * The gateway below a request's policies: its pictures go back to where they were, and
 * the call goes on as any other.
 *
 * @param request the request
 * @param skeleton its body, the media of which did not go through the policies
 * @param life how long the body is there
 */
record PolicedCall(PolicedRequest request, JsonBody.Skeleton skeleton, PolicedLife life) implements GatewayCall {

	@Override
	public Mono<GatewayAnswer> answer(ObjectNode body, boolean streamed) {
		return Mono.defer(() -> this.request
			.call(this.life.whileItLasts((media) -> JsonBody.of(this.skeleton.render(body))), streamed));
	}

	@Override
	public boolean signsOfLife() {
		return true;
	}

}
