package dev.tollgate.policy;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.gateway.RoutePolicies;
import dev.tollgate.springai.GatewayChatModel;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.springai.WirePrompts;
import dev.tollgate.wire.springai.WireResponses;
import io.micrometer.observation.ObservationRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The path of a request through the policies of its route: a {@link ChatClient} with an
 * advisor for each policy, and the gateway below as its model. Advisors may wait, so they
 * run on virtual threads; what comes out of them is written on the caller's event loop.
 */
@Component
final class PolicyPath implements RoutePolicies, DisposableBean {

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
			return Mono.error(new InvalidRequest(
					"The policies of '" + asked.model()
							+ "' are for chats in OpenAI's protocol: call it at /v1/chat/completions",
					"unsupported_endpoint", "model"));
		}
		List<Advisor> advisors = this.chains.of(request.policies());
		// the caller of this method releases its own when we have begun
		asked.body().retain();
		Ending ending = new Ending(request);
		return (asked.streamed() ? streamed(request, advisors, ending) : whole(request, advisors, ending));
	}

	private Mono<GatewayAnswer> whole(PolicedRequest request, List<Advisor> advisors, Ending ending) {
		return Mono.fromCallable(() -> chat(request, advisors).call().chatResponse())
			.subscribeOn(this.threads)
			.map((response) -> complete(request, response, ending))
			.onErrorMap(PolicyPath::unwrapped)
			.doOnError(ending::failed)
			.doOnCancel(ending::run)
			.publishOn(request.scheduler());
	}

	private static GatewayAnswer complete(PolicedRequest request, ChatResponse response, Ending ending) {
		byte[] body = Json.MAPPER.writeValueAsBytes(WireResponses.node(response));
		ending.run();
		GatewayAnswer last = request.lastAnswer();
		return request.described(new Answer.Complete(Unpooled.wrappedBuffer(body), (last != null) ? last.model() : null,
				request.receipt()));
	}

	private Mono<GatewayAnswer> streamed(PolicedRequest request, List<Advisor> advisors, Ending ending) {
		EventWriter writer = new EventWriter(request.request().usageRequested());
		Flux<ByteBuf> events = Flux.defer(() -> chat(request, advisors).stream().chatClientResponse())
			.subscribeOn(this.threads)
			.concatMapIterable((response) -> writer.events(response(response)), 1)
			.concatWith(Mono.fromSupplier(writer::end))
			.onErrorMap(PolicyPath::unwrapped)
			.doOnError(ending::failed)
			.doOnComplete(ending::run)
			.doOnCancel(ending::run)
			.publishOn(request.scheduler(), 4);
		// the head waits for the first event, and an error before it has a status
		return events
			.switchOnFirst((first, all) -> first.hasError() ? all.cast(Object.class)
					: Flux.just((Object) request.described(new Answer.Streamed(model(request), all))), false)
			.singleOrEmpty()
			.cast(GatewayAnswer.class);
	}

	private static @Nullable String model(PolicedRequest request) {
		GatewayAnswer last = request.lastAnswer();
		return (last != null) ? last.model() : null;
	}

	private static ChatResponse response(ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		if (chat == null) {
			throw new IllegalStateException("An advisor gave no response");
		}
		return chat;
	}

	private ChatClientRequestSpec chat(PolicedRequest request, List<Advisor> advisors) {
		JsonBody.Skeleton skeleton = request.request().body().skeleton();
		GatewayChatModel model = new GatewayChatModel(new PolicedCall(request, skeleton), null);
		return ChatClient.builder(model, this.observations, null, null, null)
			.build()
			.prompt(WirePrompts.prompt((ObjectNode) skeleton.tree()))
			.advisors(AdvisorParams.toolCallingAdvisorAutoRegister(false))
			.advisors((all) -> all.advisors(advisors)
				.param(PolicyAdvisor.REQUEST, request)
				.param(PolicyAdvisor.MEDIA, skeleton));
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

	/** Ends a request once, whichever way. */
	private static final class Ending implements Runnable {

		private final PolicedRequest request;

		private final AtomicBoolean ended = new AtomicBoolean();

		Ending(PolicedRequest request) {
			this.request = request;
		}

		@Override
		public void run() {
			end(null);
		}

		void failed(Throwable failure) {
			end((failure instanceof GatewayException ours) ? ours : new GatewayException.UpstreamFailed(
					GatewayException.UpstreamFailed.Reason.BAD_UPSTREAM_RESPONSE, "A policy failed"));
		}

		private void end(@Nullable GatewayException failure) {
			if (this.ended.compareAndSet(false, true)) {
				this.request.close(failure);
				this.request.request().body().release();
			}
		}

	}

}
