package dev.tollgate.api;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells browsers which pages of other origins may read answers. It refuses nothing: who
 * is no browser has no origin, and who has a key may send any.
 */
@Component
final class CrossOrigin {

	/** Browsers keep it for no longer than that. */
	private static final Duration MAX_AGE = Duration.ofHours(2);

	private final DefaultCorsProcessor processor = new Lenient();

	private final @Nullable CorsConfiguration configuration;

	CrossOrigin(CorsProperties properties) {
		this.configuration = properties.allowedOrigins().isEmpty() ? null : configuration(properties.allowedOrigins());
	}

	private static CorsConfiguration configuration(List<String> origins) {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOriginPatterns(origins);
		configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
		configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		// no cookie goes with a call, so that all headers may be named at once
		configuration.setExposedHeaders(List.of(CorsConfiguration.ALL));
		configuration.setMaxAge(MAX_AGE);
		return configuration;
	}

	/**
	 * Adds the headers that a page's browser looks for.
	 * @param exchange the exchange, whose key is not known yet
	 * @return whether that is the whole answer, to a browser that asks before it calls
	 */
	boolean answers(ServerWebExchange exchange) {
		return this.configuration != null && exchange.getRequest().getHeaders().getOrigin() != null
				&& this.processor.process(this.configuration, exchange)
				&& CorsUtils.isPreFlightRequest(exchange.getRequest());
	}

	/** Leaves it to the browser to refuse, which lacks the headers then. */
	private static final class Lenient extends DefaultCorsProcessor {

		@Override
		protected void rejectRequest(ServerHttpResponse response) {
			// nothing is written
		}

	}

}
