package dev.tollgate.provider.springai;

import java.time.Clock;
import java.util.function.Supplier;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.BeanSettings;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.ProviderKeys;
import dev.tollgate.provider.ProviderState;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.provider.UpstreamRequest;
import io.netty.channel.EventLoop;
import io.netty.util.internal.ThreadExecutorMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import org.springframework.ai.chat.model.ChatModel;

/**
 * A chat model of Spring AI's, for callers who speak OpenAI's protocol. What it takes and
 * gives is less than what the protocol can say: what has no place is refused by name.
 */
final class SpringAiProvider implements ChatProvider {

	private final BeanSettings settings;

	private final ProviderKeys keys;

	private final Supplier<ChatModel> model;

	private final LoopResources loops;

	private final Clock clock;

	private final ModelThreads threads;

	SpringAiProvider(BeanSettings settings, ProviderKeys keys, Supplier<ChatModel> model, LoopResources loops,
			Clock clock) {
		this.settings = settings;
		this.keys = keys;
		this.model = model;
		this.loops = loops;
		this.clock = clock;
		this.threads = new ModelThreads(settings.name(), keys.state().maxConcurrent());
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public String type() {
		return this.settings.type();
	}

	@Override
	public Admission admit() {
		return this.keys.admit();
	}

	@Override
	public Admission insist() {
		return this.keys.insist();
	}

	@Override
	public ProviderState state() {
		return this.keys.state();
	}

	/** The threads of its calls, those included that were given up and go on. */
	ModelThreads threads() {
		return this.threads;
	}

	@Override
	public Mono<Answer> call(UpstreamRequest request, AnswerObserver observer) {
		InvalidRequest refusal = refusal(request.request());
		if (refusal != null) {
			request.permit().release();
			return observer.refused(refusal);
		}
		ProviderTimeouts ofRoute = request.terms().timeouts();
		return new ModelCall(this.model, this.threads, request, observer,
				(ofRoute != null) ? ofRoute : this.settings.timeouts(), loop(), this.clock.instant())
			.start();
	}

	private static @Nullable InvalidRequest refusal(ChatRequest request) {
		if (request.protocol() != Protocol.OPENAI) {
			return new InvalidRequest(
					"The model '" + request.model() + "' is not a Gemini model: call it at /v1/chat/completions",
					"unsupported_model", "model");
		}
		if (request.operation() != Operation.CHAT) {
			return new InvalidRequest("The model '" + request.model() + "' does not complete texts: call it as a chat",
					"unsupported_model", "model");
		}
		return null;
	}

	/**
	 * The event loop that the request lives on, or any for one that came from elsewhere.
	 */
	private EventLoop loop() {
		if (ThreadExecutorMap.currentExecutor() instanceof EventLoop current) {
			return current;
		}
		return (EventLoop) this.loops.onServer(LoopResources.DEFAULT_NATIVE).next();
	}

}
