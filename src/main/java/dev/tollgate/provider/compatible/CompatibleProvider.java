package dev.tollgate.provider.compatible;

import java.net.URI;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.ProviderState;
import dev.tollgate.provider.UpstreamRequest;
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
		return this.http.call(new CompatibleCall(uri(request), request.permit().credential(), request), request,
				observer);
	}

	private URI uri(UpstreamRequest request) {
		if (request.request().operation() == Operation.COMPLETION) {
			return this.completions;
		}
		return request.request().beta() ? this.betaChat : this.chat;
	}

	/**
	 * Where the endpoints of a provider are, below its base URL.
	 *
	 * @param chat chat completions
	 * @param betaChat chat completions with what is in beta
	 * @param completions text completions
	 */
	public record Paths(String chat, String betaChat, String completions) {
	}

}
