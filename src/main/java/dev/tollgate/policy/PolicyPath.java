package dev.tollgate.policy;

import java.util.List;
import java.util.concurrent.Executors;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Protocol;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.gateway.RoutePolicies;
import dev.tollgate.springai.GatewayChatModel;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.springai.WirePrompts;
import dev.tollgate.wire.springai.WireResponses;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The path of a request through the policies of its route: a {@link ChatClient} with an
 * advisor for each policy, and the gateway below as its model. Advisors may wait, so they
 * run on threads that may: virtual ones, and, for the events of a stream, those that
 * Spring AI hands them to. What comes out of them is written on the caller's event loop.
 */
@Component
final class PolicyPath implements RoutePolicies, DisposableBean {

	/** Events on their way; what the caller does not take holds up the provider. */
	private static final int PREFETCH = 4;

	private final PolicyChains chains;

	private final ObservationRegistry observations;

	private final Scheduler threads = Schedulers.fromExecutorService(
			Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tollgate-policy-", 0).factory()),
			"tollgate-policy");

	PolicyPath(PolicyChains chains, ObservationRegistry observations) {
		this.chains = chains;
		this.observations = observations;
	}

	@Override
	public Mono<GatewayAnswer> answer(PolicedRequest request) {
		ChatRequest asked = request.request();
		if (asked.protocol() != Protocol.OPENAI || asked.operation() != Operation.CHAT) {
			// which would be a way around them
			InvalidRequest refusal = new InvalidRequest(
					"The policies of '" + asked.model()
							+ "' are for chats in OpenAI's protocol: call it at /v1/chat/completions",
					"unsupported_endpoint", "model");
			request.close(Outcome.of(refusal));
			return Mono.error(refusal);
		}
		PolicedLife life = new PolicedLife(request);
		return asked.streamed() ? streamed(request, life) : whole(request, life);
	}

	private Mono<GatewayAnswer> whole(PolicedRequest request, PolicedLife life) {
		return Mono.deferContextual((context) -> Mono.fromCallable(() -> answer(request, life, context)))
			.subscribeOn(this.threads)
			.map((response) -> complete(request, response, life))
			.onErrorMap(PolicyPath::unwrapped)
			.doOnError(life::failed)
			.doOnCancel(life::cancelled)
			.publishOn(request.scheduler());
	}

	private ChatResponse answer(PolicedRequest request, PolicedLife life, ContextView context) {
		Observation above = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		// Spring AI asks the thread what it is a part of
		try (Observation.Scope _ = (above != null) ? above.openScope() : null) {
			return Fatal.asFailure(() -> response(chat(request, life).call().chatResponse()));
		}
	}

	private static GatewayAnswer complete(PolicedRequest request, ChatResponse response, PolicedLife life) {
		byte[] body = Json.MAPPER.writeValueAsBytes(WireResponses.node(response));
		life.end();
		return request.described(new Answer.Complete(Unpooled.wrappedBuffer(body), model(request), request.receipt()));
	}

	private Mono<GatewayAnswer> streamed(PolicedRequest request, PolicedLife life) {
		EventWriter writer = new EventWriter(request.request().usageRequested());
		Flux<ByteBuf> events = Flux
			.defer(() -> Fatal.asFailure(() -> chat(request, life).stream().chatClientResponse()))
			// without a task for each event that is asked for
			.subscribeOn(this.threads, false)
			.concatMapIterable((response) -> Fatal.asFailure(() -> writer.events(response(response.chatResponse()))), 1)
			.concatWith(Mono.fromSupplier(writer::end))
			.onErrorMap(PolicyPath::unwrapped)
			.doOnError(life::failed)
			.doOnComplete(life::end)
			.doOnCancel(life::cancelled)
			.takeUntilOther(life.abandoned())
			.publishOn(request.scheduler(), PREFETCH);
		// the head waits for the first event, and an error before it has a status
		return events
			.switchOnFirst((first, all) -> first.hasError() ? all.cast(Object.class)
					: Flux.just((Object) announced(request, all, life)), false)
			.singleOrEmpty()
			.cast(GatewayAnswer.class);
	}

	private static GatewayAnswer announced(PolicedRequest request, Flux<ByteBuf> events, PolicedLife life) {
		life.announced();
		return request
			.described(new Answer.Streamed(model(request), events.doOnSubscribe((subscription) -> life.taken())));
	}

	private static @Nullable String model(PolicedRequest request) {
		GatewayAnswer last = request.lastAnswer();
		return (last != null) ? last.model() : null;
	}

	private static ChatResponse response(@Nullable ChatResponse response) {
		if (response == null) {
			throw new IllegalStateException("An advisor gave no response");
		}
		return response;
	}

	private ChatClientRequestSpec chat(PolicedRequest request, PolicedLife life) {
		List<Advisor> advisors = this.chains.of(request.policies());
		JsonBody.Skeleton skeleton = life.whileItLasts(JsonBody::skeleton);
		GatewayChatModel model = new GatewayChatModel(new PolicedCall(request, skeleton, life), null);
		return ChatClient.builder(model, this.observations, null, null, null)
			.build()
			.prompt(WirePrompts
				.prompt(life.whileItLasts((body) -> (ObjectNode) Pictures.onlyWhereTheyBelong(skeleton))))
			.advisors(AdvisorParams.toolCallingAdvisorAutoRegister(false))
			.advisors((all) -> all.advisors(advisors)
				.param(PolicyAdvisor.REQUEST, request)
				.param(PolicyAdvisor.MEDIA, skeleton)
				.param(PolicyAdvisor.LIFE, life));
	}

	/** Spring AI's advisors wrap what fails below them. */
	private static Throwable unwrapped(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof GatewayException) {
				return cause;
			}
		}
		return failure;
	}

	@Override
	public void destroy() {
		this.threads.dispose();
	}

}
