package dev.tollgate.api;

import java.time.Clock;
import java.util.List;
import java.util.Set;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.Unauthenticated;
import dev.tollgate.keys.ApiKeys;
import dev.tollgate.keys.Caller;
import dev.tollgate.keys.PublicAddresses;
import dev.tollgate.telemetry.RequestLine;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets nobody pass who shows no valid key, whatever the address; only the console's own
 * files are there for anybody. The management port is the operator's own and stays open:
 * it is for probes and scrapers, and no call and no secret is to be had there.
 */
@Component
final class AuthenticationFilter implements WebFilter {

	private static final String BEARER = "Bearer ";

	private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private final ApiKeys keys;

	private final List<PublicAddresses> open;

	private final CrossOrigin crossOrigin;

	private final ApplicationContext api;

	private final Clock clock;

	AuthenticationFilter(ApiKeys keys, ObjectProvider<PublicAddresses> open, CrossOrigin crossOrigin,
			ApplicationContext api, Clock clock) {
		this.keys = keys;
		this.open = open.stream().toList();
		this.crossOrigin = crossOrigin;
		this.api = api;
		this.clock = clock;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ApplicationContext asked = exchange.getApplicationContext();
		if (asked != null && asked.getParent() == this.api) {
			return chain.filter(exchange);
		}
		if (isOpen(exchange.getRequest())) {
			return chain.filter(exchange);
		}
		if (this.crossOrigin.answers(exchange)) {
			return exchange.getResponse().setComplete();
		}
		RequestLine line = RequestLine.of(exchange.getAttributes());
		line.named(Identities.assign(exchange, this.clock));
		String key = key(exchange.getRequest());
		if (key == null) {
			return Mono.error(new Unauthenticated());
		}
		try {
			Caller caller = this.keys.authenticate(key);
			exchange.getAttributes().put(Caller.ATTRIBUTE, caller);
			line.asked(caller.key(), caller.team());
		}
		catch (GatewayException ex) {
			return Mono.error(ex);
		}
		return chain.filter(exchange);
	}

	private boolean isOpen(ServerHttpRequest request) {
		return READING.contains(request.getMethod())
				&& this.open.stream().anyMatch((addresses) -> addresses.contain(request));
	}

	/** Who calls, known since the filter let the exchange pass. */
	static Caller caller(ServerWebExchange exchange) {
		return exchange.getRequiredAttribute(Caller.ATTRIBUTE);
	}

	private static @Nullable String key(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		List<String> authorization = headers.get(HttpHeaders.AUTHORIZATION);
		if (authorization != null) {
			// of two, nobody could say which one was meant
			return (authorization.size() == 1) ? bearer(authorization.getFirst()) : null;
		}
		String key = headers.getFirst("x-goog-api-key");
		if (key == null) {
			key = headers.getFirst("api-key");
		}
		if (key == null && CallerProtocol.of(request) == CallerProtocol.GEMINI) {
			key = request.getQueryParams().getFirst("key");
		}
		return (key != null) ? key.trim() : null;
	}

	private static @Nullable String bearer(String authorization) {
		boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
		return bearer ? authorization.substring(BEARER.length()).trim() : null;
	}

}
