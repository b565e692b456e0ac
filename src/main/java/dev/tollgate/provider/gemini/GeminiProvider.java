package dev.tollgate.provider.gemini;

import java.net.URI;
import java.time.Clock;
import java.util.List;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.HttpProvider;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini, for callers who speak its own protocol and for those who speak OpenAI's.
 */
final class GeminiProvider extends HttpProvider {

	private final Clock clock;

	GeminiProvider(ProviderSettings settings, HttpUpstream http, Clock clock) {
		super(settings, http);
		this.clock = clock;
	}

	@Override
	public Mono<Answer> call(UpstreamRequest request, AnswerObserver observer) {
		try {
			GeminiCall call = (request.request().protocol() == Protocol.GEMINI)
					? new NativeCall(uri(request.request(), request.model()), request.permit().credential(), request)
					: translated(request, observer);
			return send(call, request, observer);
		}
		catch (GatewayException ex) {
			request.permit().release();
			return observer.refused(ex);
		}
	}

	private GeminiCall translated(UpstreamRequest request, AnswerObserver observer) {
		ChatRequest chat = request.request();
		if (chat.operation() == Operation.EMBEDDINGS) {
			return embedding(request, observer);
		}
		if (chat.operation() != Operation.CHAT) {
			throw new InvalidRequest("The model '" + chat.model() + "' does not complete texts: call it as a chat",
					"unsupported_model", "model");
		}
		JsonBody.Skeleton skeleton = chat.body().skeleton();
		ObjectNode tree = (ObjectNode) skeleton.tree();
		for (UpstreamRequest.Parameter parameter : request.parameters()) {
			tree.set(parameter.name(), Json.MAPPER.readTree(parameter.json()));
		}
		tree.remove(request.dropped());
		UpstreamModel model = new UpstreamModel(name(), request.model());
		GeminiRequestTranslator.Translated translated = GeminiRequestTranslator.translate(tree, model);
		report(translated.dropped(), request, observer);
		return new TranslatedCall(uri(chat, request.model()), request.permit().credential(), model, chat,
				() -> skeleton.render(translated.body()), this.clock.instant());
	}

	private GeminiCall embedding(UpstreamRequest request, AnswerObserver observer) {
		JsonBody.Skeleton skeleton = request.request().body().skeleton();
		GeminiEmbeddingRequest translated = GeminiEmbeddingRequest.of(skeleton.tree(), request.model());
		report(translated.dropped(), request, observer);
		return new EmbeddingCall(uri(request.model(), embeddingMethod(translated.batch())),
				request.permit().credential(), request.model(), translated, () -> skeleton.render(translated.body()));
	}

	/** What has no place at Gemini is told, or refused where the route says so. */
	private static void report(List<String> dropped, UpstreamRequest request, AnswerObserver observer) {
		if (dropped.isEmpty()) {
			return;
		}
		if (request.unsupported() == UnsupportedParameters.REJECT) {
			throw new InvalidRequest("The model '" + request.request().model() + "' does not take the parameter '"
					+ dropped.getFirst() + "'", "unsupported_parameter", dropped.getFirst());
		}
		observer.dropped(dropped);
	}

	private URI uri(ChatRequest request, String model) {
		String method = switch (request.operation()) {
			case COUNT_TOKENS -> ":countTokens";
			case EMBEDDINGS -> embeddingMethod(request.body().member("requests") != null);
			case CHAT, COMPLETION -> request.streamed() ? ":streamGenerateContent?alt=sse" : ":generateContent";
		};
		return uri(model, method);
	}

	private URI uri(String model, String method) {
		return at("/v1beta/models/" + model + method);
	}

	private static String embeddingMethod(boolean batch) {
		return batch ? ":batchEmbedContents" : ":embedContent";
	}

}
