package dev.tollgate.gateway;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.keys.Caller;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.Permit;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Router;
import dev.tollgate.routing.Target;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * The path of every request, top to bottom.
 */
@Component
public final class ChatGateway {

	private final Router router;

	private final Meter meter;

	ChatGateway(Router router, Meter meter) {
		this.router = router;
		this.meter = meter;
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
		Route route = this.router.route(request.model());
		Target target = route.first();
		return switch (target.admit()) {
			case Admission.Denial denial -> Mono.error(denial.failure());
			case Permit permit -> {
				MeteredCall call = this.meter.start(caller, identity, route, target, request);
				yield target.call(request, permit, CallTerms.DEFAULT, call)
					.map((answer) -> described(target, call, answer));
			}
		};
	}

	private static GatewayAnswer described(Target target, MeteredCall call, Answer answer) {
		String model = switch (answer) {
			case Answer.Complete complete -> complete.model();
			case Answer.Streamed streamed -> streamed.model();
		};
		return new GatewayAnswer(answer, target.model().provider(), model, 1, call.window(), call.dropped());
	}

}
