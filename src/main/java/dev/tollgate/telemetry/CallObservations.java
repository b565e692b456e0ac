package dev.tollgate.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationDocumentation;
import org.springframework.stereotype.Component;

/**
 * Runs every call inside Spring AI's own {@code gen_ai.client.operation} observation, so
 * that its conventions, meters and traces apply without its models being in the path.
 */
@Component
public final class CallObservations {

	private static final AssistantMessage NO_TEXT = new AssistantMessage("");

	private final ObservationRegistry registry;

	private final Map<Call, RouteObservationConvention> conventions = new ConcurrentHashMap<>();

	private final Map<String, RouteEmbeddingObservationConvention> embeddingConventions = new ConcurrentHashMap<>();

	/** Prompts without a prompt: what is asked is in no metric and no trace. */
	private final Map<String, Prompt> prompts = new ConcurrentHashMap<>();

	/** Likewise, texts to embed without a text. */
	private final Map<String, EmbeddingRequest> embeddings = new ConcurrentHashMap<>();

	private final Traces traces;

	CallObservations(ObservationRegistry registry, Traces traces) {
		this.registry = registry;
		this.traces = traces;
	}

	/**
	 * Starts the observation of a call.
	 * @param call the call
	 * @param above what the call is a part of, such as a {@code ChatClient}'s request, or
	 * null
	 * @return the observation, to be ended by {@link #stop}
	 */
	public Observation start(ObservedCall call, @Nullable Observation above) {
		Observation observation = (call.operation() == Operation.EMBEDDINGS) ? embedding(call.route(), call.model())
				: chat(new Call(call.route(), call.operation()), call.model(), call.streamed());
		if (this.traces.areKept()) {
			observation.highCardinalityKeyValue(SpanAttributes.PROVIDER_NAME, call.providerName())
				.highCardinalityKeyValue("tollgate.provider", call.model().provider())
				.highCardinalityKeyValue("tollgate.attempt", Integer.toString(call.number()));
		}
		return ((above != null) ? observation.parentObservation(above) : observation).start();
	}

	/** Whether this is the context of a call to a provider. */
	static boolean isCall(Observation.Context context) {
		return context instanceof ChatModelObservationContext || context instanceof EmbeddingModelObservationContext;
	}

	/**
	 * Adds how a call went to its span, where it has one.
	 * @param observation the observation
	 * @param call how it went
	 */
	public void describe(Observation observation, CallSummary call) {
		if (!this.traces.areKept()) {
			return;
		}
		Duration first = call.firstContent();
		if (call.streamed() && first != null) {
			observation.highCardinalityKeyValue(SpanAttributes.FIRST_CHUNK, Double.toString(first.toNanos() / 1e9));
		}
		observation.highCardinalityKeyValue("tollgate.outcome", call.outcome().label())
			.highCardinalityKeyValue("tollgate.price.window", call.window());
		if (call.cost() != null) {
			observation.highCardinalityKeyValue("tollgate.cost.usd", call.cost().total().toPlainString());
		}
		if (call.usage().reasoning() > 0) {
			observation.highCardinalityKeyValue("gen_ai.usage.reasoning.output_tokens",
					Long.toString(call.usage().reasoning()));
		}
	}

	/**
	 * Writes the headers by which the provider goes on with the trace of a call.
	 * @param observation the observation, or null
	 * @param headers takes names and values
	 */
	public void propagate(@Nullable Observation observation, BiConsumer<String, String> headers) {
		this.traces.propagate(observation, headers);
	}

	private Observation chat(Call call, UpstreamModel model, boolean streamed) {
		RouteObservationConvention convention = this.conventions.computeIfAbsent(call,
				(missing) -> new RouteObservationConvention(missing.route(), missing.operation()));
		return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION.observation(convention, convention,
				() -> ChatModelObservationContext.builder()
					.prompt(prompt(model.name()))
					.provider(model.provider())
					.streaming(streamed)
					.build(),
				this.registry);
	}

	private Observation embedding(String route, UpstreamModel model) {
		RouteEmbeddingObservationConvention convention = this.embeddingConventions.computeIfAbsent(route,
				RouteEmbeddingObservationConvention::new);
		EmbeddingRequest request = this.embeddings.computeIfAbsent(model.name(),
				(name) -> new EmbeddingRequest(List.of(), EmbeddingOptions.builder().model(name).build()));
		return EmbeddingModelObservationDocumentation.EMBEDDING_MODEL_OPERATION.observation(convention, convention,
				() -> EmbeddingModelObservationContext.builder()
					.embeddingRequest(request)
					.provider(model.provider())
					.build(),
				this.registry);
	}

	private Prompt prompt(String model) {
		Prompt prompt = this.prompts.get(model);
		return (prompt != null) ? prompt : this.prompts.computeIfAbsent(model,
				(name) -> new Prompt(List.of(), ChatOptions.builder().model(name).build()));
	}

	/**
	 * Ends the observation of a call, whichever way it ended.
	 * @param observation the observation
	 * @param progress what is known of the answer
	 * @param responseModel the response model, or {@code other} if it is not one of a
	 * bounded set
	 * @param usage the tokens that are paid for
	 */
	public void stop(Observation observation, AnswerProgress progress, String responseModel, TokenUsage usage) {
		if (observation.getContext() instanceof ChatModelObservationContext context && usage.total() > 0) {
			context.setResponse(response(progress, responseModel, usage));
		}
		else if (observation.getContext() instanceof EmbeddingModelObservationContext context && usage.total() > 0) {
			context.setResponse(new EmbeddingResponse(List.of(), new EmbeddingResponseMetadata(responseModel,
					new DefaultUsage(Math.toIntExact(usage.input()), 0, Math.toIntExact(usage.total()), usage))));
		}
		observation.stop();
	}

	private static ChatResponse response(AnswerProgress progress, String responseModel, TokenUsage usage) {
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
			.model(responseModel)
			.usage(new DefaultUsage(Math.toIntExact(usage.input()), Math.toIntExact(usage.output()),
					Math.toIntExact(usage.total()), usage, some(usage.cachedInput()), some(usage.cacheWrite())));
		String id = progress.id();
		if (id != null) {
			metadata.id(id);
		}
		String reason = progress.finishReason();
		ChatGenerationMetadata ended = (reason != null) ? ChatGenerationMetadata.builder().finishReason(reason).build()
				: ChatGenerationMetadata.NULL;
		return new ChatResponse(List.of(new Generation(NO_TEXT, ended)), metadata.build());
	}

	/** None is not told from not reported, as providers that have no cache do. */
	private static @Nullable Long some(long tokens) {
		return (tokens > 0) ? tokens : null;
	}

	/** What a convention is of. */
	private record Call(String route, Operation operation) {
	}

}
