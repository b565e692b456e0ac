package dev.tollgate.provider.gemini;

import java.net.URI;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.provider.RetryAfter;
import dev.tollgate.provider.WireCall;
import dev.tollgate.wire.Json;
import io.netty.handler.codec.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What both ways of calling Gemini share.
 */
abstract class GeminiCall implements WireCall {

	private final URI uri;

	private final ProviderCredential credential;

	GeminiCall(URI uri, ProviderCredential credential) {
		this.uri = uri;
		this.credential = credential;
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public ProviderCredential credential() {
		return this.credential;
	}

	@Override
	public void authorize(HttpHeaders headers) {
		headers.set("x-goog-api-key", this.credential.key());
	}

	@Override
	public GatewayException failure(int status, HttpHeaders headers, byte[] body) {
		GatewayException failure = GeminiErrors.of(status, tree(body));
		if (failure instanceof RateLimited limited && limited.retryAfter() == null) {
			return new RateLimited(limited.getMessage(), RetryAfter.of(headers));
		}
		return failure;
	}

	private static JsonNode tree(byte[] body) {
		try {
			return Json.MAPPER.readTree(body);
		}
		catch (JacksonException ex) {
			// an error page, of which nothing may reach the caller
			return MissingNode.getInstance();
		}
	}

}
