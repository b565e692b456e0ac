package dev.tollgate.gateway;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.keys.Caller;
import dev.tollgate.routing.Route;
import dev.tollgate.telemetry.RequestLine;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * The path of every request, top to bottom.
 */
@Component
public final class ChatGateway {

	private final Models models;

	private final Meter meter;

	private final Admittance admittance;

	private final RetryPolicy policy;

	private final RoutePolicies policies;

	ChatGateway(Models models, Meter meter, Admittance admittance, RetryPolicy policy, RoutePolicies policies) {
		this.models = models;
		this.meter = meter;
		this.admittance = admittance;
		this.policy = policy;
		this.policies = policies;
	}

	/**
	 * Answers a request. Cancelling the subscription, or that of a streamed answer's
	 * events, ends the call to the provider.
	 * @param caller who calls, which decides what may be called and who pays
	 * @param identity how the request is found again
	 * @param request the request
	 * @param line what operators are told of it
	 * @return the answer, or an error of type {@link GatewayException}
	 */
	public Mono<GatewayAnswer> answer(Caller caller, RequestIdentity identity, ChatRequest request, RequestLine line) {
		Route route = this.models.route(caller, request.model());
		RoutedRequest routed = this.meter.arrived(caller, identity, route, request, line);
		boolean unlimited = caller.allowance().isUnlimited();
		if (!route.policies().isEmpty()) {
			return unlimited ? policed(routed) : this.admittance.policed(routed, () -> policed(routed));
		}
		return unlimited ? call(routed, CallHold.NONE) : this.admittance.request(routed, (hold) -> call(routed, hold));
	}

	private Mono<GatewayAnswer> policed(RoutedRequest routed) {
		return this.policies.answer(new PolicedRequest(this.meter, this.policy, this.admittance, routed));
	}

	private Mono<GatewayAnswer> call(RoutedRequest routed, CallHold hold) {
		return new Attempts(this.meter, this.policy, routed, hold);
	}

}
