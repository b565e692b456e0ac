package dev.tollgate.gateway;

import reactor.core.publisher.Mono;

/**
 * What is done to the words of requests and answers, on the routes that name policies.
 */
public interface RoutePolicies {

	/**
	 * Answers a request, with as many calls to providers as it takes: mostly one.
	 * @param request the request, to be closed when the answer is over
	 * @return the answer, or an error of type {@link dev.tollgate.chat.GatewayException}
	 */
	Mono<GatewayAnswer> answer(PolicedRequest request);

}
