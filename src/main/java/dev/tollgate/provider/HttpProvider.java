package dev.tollgate.provider;

import java.net.URI;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import reactor.core.publisher.Mono;

/**
 * What all providers have in common that are called over HTTP: a name, an address, and
 * connections that know whether they may be used.
 */
public abstract class HttpProvider implements ChatProvider {

	private final ProviderSettings settings;

	private final HttpUpstream http;

	/**
	 * Creates the provider.
	 * @param settings where it is
	 * @param http the connections to it
	 */
	protected HttpProvider(ProviderSettings settings, HttpUpstream http) {
		this.settings = settings;
		this.http = http;
	}

	@Override
	public final String name() {
		return this.settings.name();
	}

	@Override
	public final String type() {
		return this.settings.type();
	}

	@Override
	public final Admission admit() {
		return this.http.admit();
	}

	@Override
	public final Admission insist() {
		return this.http.insist();
	}

	@Override
	public final ProviderState state() {
		return this.http.state();
	}

	/**
	 * An address below the base URL.
	 * @param path the path, with a slash at its start
	 * @return the address
	 */
	protected final URI at(String path) {
		return this.settings.at(path);
	}

	/**
	 * Sends a call once.
	 * @param call what to send and how to read the answer
	 * @param request the request, its permit and its terms
	 * @param observer who is told how it goes
	 * @return the answer
	 */
	protected final Mono<Answer> send(WireCall call, UpstreamRequest request, AnswerObserver observer) {
		return this.http.call(call, request, observer);
	}

}
