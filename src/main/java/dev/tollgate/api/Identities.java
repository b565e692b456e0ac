package dev.tollgate.api;

import java.time.Clock;

import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Gives every request its id, the same in its answer, its error and its records.
 */
final class Identities {

	private static final String HEADER = "x-request-id";

	private static final String ATTRIBUTE = RequestId.class.getName();

	private Identities() {
	}

	/** Names a request that has no name yet. */
	static RequestId assign(ServerWebExchange exchange, Clock clock) {
		RequestId id = exchange.getAttribute(ATTRIBUTE);
		if (id == null) {
			id = RequestId.at(clock.instant());
			exchange.getAttributes().put(ATTRIBUTE, id);
			exchange.getResponse().getHeaders().set(HEADER, id.toString());
		}
		return id;
	}

	/** How a request that has its id is found again. */
	static RequestIdentity of(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		// several lines of a list are one list
		String tags = String.join(",", headers.getOrEmpty(Tags.HEADER));
		return new RequestIdentity(exchange.getRequiredAttribute(ATTRIBUTE), clientRequestId(headers),
				!tags.isBlank() ? Tags.parse(tags) : Tags.NONE);
	}

	private static @Nullable String clientRequestId(HttpHeaders headers) {
		String id = headers.getFirst("x-client-request-id");
		if (id == null) {
			id = headers.getFirst(HEADER);
		}
		if (id == null || id.isBlank()) {
			return null;
		}
		return RequestIdentity.kept(id);
	}

}
