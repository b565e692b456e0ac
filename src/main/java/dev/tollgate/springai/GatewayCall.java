package dev.tollgate.springai;

import dev.tollgate.gateway.GatewayAnswer;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands below a {@link GatewayChatModel}: a way into the gateway.
 */
public interface GatewayCall {

	/**
	 * Calls the gateway.
	 * @param body the body of an OpenAI chat request, not to be changed any more
	 * @param streamed whether the answer is to be streamed, as the body says, too
	 * @return the answer in OpenAI's protocol, to be subscribed on any thread
	 */
	Mono<GatewayAnswer> answer(ObjectNode body, boolean streamed);

	/**
	 * Whether a silent stream is to give signs of life, {@link SignOfLife}.
	 * @return false where nobody would know them
	 */
	default boolean signsOfLife() {
		return false;
	}

}
