package dev.tollgate.provider.compatible;

import java.net.URI;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.ProviderState;
import dev.tollgate.provider.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A provider that speaks OpenAI's protocol, so that bodies pass as they came.
 */
public final class CompatibleProvider implements ChatProvider {

	private final ProviderSettings settings;

	private final HttpUpstream http;

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
		this.settings = settings;
		this.http = http;
		this.chat = settings.at(paths.chat());
		this.betaChat = settings.at(paths.betaChat());
		this.completions = settings.at(paths.completions());
		this.embeddings = (paths.embeddings() != null) ? settings.at(paths.embeddings()) : null;
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
		return this.http.admit();
	}

	@Override
	public Admission insist() {
		return this.http.insist();
	}

	@Override
	public ProviderState state() {
		return this.http.state();
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
		return this.http.call(new CompatibleCall(uri, request.permit().credential(), request), request, observer);
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
