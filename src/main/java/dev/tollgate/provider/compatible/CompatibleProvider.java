package dev.tollgate.provider.compatible;

import java.net.URI;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.HttpProvider;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A provider that speaks OpenAI's protocol, so that bodies pass as they came.
 */
public final class CompatibleProvider extends HttpProvider {

	private final URI chat;

	private final URI betaChat;

	private final URI completions;

	private final @Nullable URI embeddings;

	/**
	 * Creates the provider.
	 * @param settings where it is
	 * @param http the connections to it
	 * @param paths where below its base URL its endpoints are
	 */
	public CompatibleProvider(ProviderSettings settings, HttpUpstream http, Paths paths) {
		super(settings, http);
		this.chat = at(paths.chat());
		this.betaChat = at(paths.betaChat());
		this.completions = at(paths.completions());
		this.embeddings = (paths.embeddings() != null) ? at(paths.embeddings()) : null;
	}

	@Override
	public Mono<Answer> call(UpstreamRequest request, AnswerObserver observer) {
		if (request.request().protocol() != Protocol.OPENAI) {
			request.permit().release();
			return observer.refused(new InvalidRequest(
					"The model '" + request.request().model()
							+ "' is not a Gemini model: call it at /v1/chat/completions",
					"unsupported_model", "model"));
		}
		URI uri = uri(request);
		if (uri == null) {
			request.permit().release();
			return observer.refused(new InvalidRequest(
					"The model '" + request.request().model() + "' is of a provider that has no embeddings",
					"unsupported_model", "model"));
		}
		return send(new CompatibleCall(uri, request.permit().credential(), request), request, observer);
	}

	private @Nullable URI uri(UpstreamRequest request) {
		return switch (request.request().operation()) {
			case COMPLETION -> this.completions;
			case EMBEDDINGS -> this.embeddings;
			case CHAT, COUNT_TOKENS -> request.request().beta() ? this.betaChat : this.chat;
		};
	}

	/**
	 * Where the endpoints of a provider are, below its base URL.
	 *
	 * @param chat chat completions
	 * @param betaChat chat completions with what is in beta
	 * @param completions text completions
	 * @param embeddings embeddings, or null where there are none
	 */
	public record Paths(String chat, String betaChat, String completions, @Nullable String embeddings) {
	}

}
