package dev.tollgate.springai;

import java.time.Clock;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.keys.Caller;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.stereotype.Component;

/**
 * Where calls of this process enter the gateway: on an event loop, because connections to
 * providers belong to one, with an id and a payer of their own.
 */
@Component
final class InProcess {

	private final ChatGateway gateway;

	private final LoopResources loops;

	private final Caller caller;

	private final Clock clock;

	InProcess(ChatGateway gateway, LoopResources loops, InProcessProperties properties, Clock clock) {
		this.gateway = gateway;
		this.loops = loops;
		this.caller = new Caller(properties.key(), properties.team(), false);
		this.clock = clock;
	}

	/**
	 * Calls the gateway.
	 * @param request the request, whose body is released when the call is under way
	 * @return the answer, to be subscribed once
	 */
	Mono<GatewayAnswer> answer(ChatRequest request) {
		RequestIdentity identity = new RequestIdentity(RequestId.at(this.clock.instant()), null, Tags.NONE);
		return Mono
			.using(request::body, (body) -> this.gateway.answer(this.caller, identity, request),
					(body) -> body.release())
			.subscribeOn(Schedulers.fromExecutor(this.loops.onClient(true).next()));
	}

}
