package dev.tollgate.springai;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.keys.ApiKeys;
import dev.tollgate.keys.Caller;
import dev.tollgate.limits.CallLimit;
import dev.tollgate.telemetry.RequestLine;
import dev.tollgate.telemetry.RequestLines;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Where calls of this process enter the gateway: on an event loop, because connections to
 * providers belong to one, with an id and a payer of their own.
 */
@Component
final class InProcess implements GatewayCall {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ChatGateway gateway;

	private final RequestLines lines;

	private final CallLimit limit;

	private final LoopResources loops;

	private final ApiKeys keys;

	private final InProcessProperties properties;

	/** Null for this process itself. */
	private final @Nullable Caller payer;

	private final Clock clock;

	@Autowired
	InProcess(ChatGateway gateway, RequestLines lines, CallLimit limit, LoopResources loops, ApiKeys keys,
			InProcessProperties properties, Clock clock) {
		this.gateway = gateway;
		this.lines = lines;
		this.limit = limit;
		this.loops = loops;
		this.keys = keys;
		this.properties = properties;
		this.payer = null;
		this.clock = clock;
	}

	private InProcess(InProcess like, Caller payer) {
		this.gateway = like.gateway;
		this.lines = like.lines;
		this.limit = like.limit;
		this.loops = like.loops;
		this.keys = like.keys;
		this.properties = like.properties;
		this.payer = payer;
		this.clock = like.clock;
	}

	/**
	 * The same way in on the account of somebody whose request is being answered: only
	 * its cost counts once more.
	 */
	InProcess paidBy(Caller payer) {
		return new InProcess(this,
				new Caller(payer.key(), payer.team(), payer.administrator(), payer.allowance().budgetsOnly()));
	}

	@Override
	public Mono<GatewayAnswer> answer(ObjectNode body, boolean streamed) {
		return answer(() -> chat(body, streamed));
	}

	private static ChatRequest chat(ObjectNode body, boolean streamed) {
		String model = body.path("model").asString("");
		if (model.isEmpty()) {
			throw new InvalidRequest("The options name no model, and 'tollgate.in-process.model' names none either",
					"missing_required_parameter", "model");
		}
		JsonBody bytes = JsonBody.of(Unpooled.wrappedBuffer(Json.MAPPER.writeValueAsBytes(body)));
		return new ChatRequest(Protocol.OPENAI, Operation.CHAT, false, model, streamed, streamed,
				body.hasNonNull("temperature"), null, null, bytes.textSize(), bytes);
	}

	/**
	 * Calls the gateway.
	 * @param request makes the request, whose body is released when the call is under way
	 * @return the answer
	 */
	Mono<GatewayAnswer> answer(Supplier<ChatRequest> request) {
		return keysLoaded().then(Mono.defer(() -> admitted(request))
			.subscribeOn(Schedulers.fromExecutor(this.loops.onClient(true).next())));
	}

	/** A key of this process may limit it, which is known a moment after the start. */
	private Mono<Void> keysLoaded() {
		if (this.payer != null || this.keys.loaded().isDone()) {
			return Mono.empty();
		}
		return Mono.fromFuture(this.keys.loaded(), true)
			.timeout(PATIENCE,
					Mono.error(() -> new Unavailable("The database of keys does not answer", "keys_unavailable")));
	}

	private Mono<GatewayAnswer> admitted(Supplier<ChatRequest> request) {
		Caller caller = (this.payer != null) ? this.payer
				: this.keys.inProcess(this.properties.key(), this.properties.team());
		this.limit.enter();
		RequestIdentity identity = new RequestIdentity(RequestId.at(this.clock.instant()), null, Tags.NONE);
		RequestLine line = this.lines.of(identity.id());
		line.asked(caller.key(), caller.team());
		AtomicBoolean left = new AtomicBoolean();
		Runnable leave = () -> {
			if (left.compareAndSet(false, true)) {
				this.limit.leave();
				line.closed(0);
			}
		};
		return Mono
			.using(request::get, (made) -> this.gateway.answer(caller, identity, made, line),
					(made) -> made.body().release())
			.map((answer) -> leaving(answer, leave))
			.doOnError((failure) -> leave.run())
			.doOnCancel(leave);
	}

	/** The call counts until its answer is over. */
	private static GatewayAnswer leaving(GatewayAnswer answer, Runnable leave) {
		return switch (answer.answer()) {
			case Answer.Complete _ -> {
				leave.run();
				yield answer;
			}
			case Answer.Streamed streamed -> answer
				.with(new Answer.Streamed(streamed.model(), streamed.events().doFinally((signal) -> leave.run())));
		};
	}

}
