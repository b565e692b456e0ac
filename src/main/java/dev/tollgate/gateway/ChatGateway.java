package dev.tollgate.gateway;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.keys.Caller;
import dev.tollgate.routing.Route;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * The path of every request, top to bottom.
 */
@Component
public final class ChatGateway {

	private final Models models;

	private final Meter meter;

	private final RetryPolicy policy;

	private final RoutePolicies policies;

	ChatGateway(Models models, Meter meter, RetryPolicy policy, RoutePolicies policies) {
		this.models = models;
		this.meter = meter;
		this.policy = policy;
		this.policies = policies;
	}

	/**
	 * Answers a request. Cancelling the subscription, or that of a streamed answer's
	 * events, ends the call to the provider.
	 * @param caller who calls, which decides what may be called and who pays
	 * @param identity how the request is found again
	 * @param request the request
	 * @return the answer, or an error of type {@link GatewayException}
	 */
	public Mono<GatewayAnswer> answer(Caller caller, RequestIdentity identity, ChatRequest request) {
		Route route = this.models.route(caller, request.model());
		RoutedRequest routed = this.meter.arrived(caller, identity, route, request);
		if (!route.policies().isEmpty()) {
			return this.policies.answer(new PolicedRequest(this.meter, this.policy, routed));
		}
		return new Attempts(this.meter, this.policy, routed);
	}

}
