package dev.tollgate.api;

import java.util.Locale;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.RequestTooLarge;
import dev.tollgate.chat.GatewayException.UnsupportedMediaType;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonBodyMono;
import dev.tollgate.wire.JsonBodyReader;
import dev.tollgate.wire.MalformedJsonException;
import dev.tollgate.wire.SizeLimitException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;

/**
 * Reads the JSON of a request from the buffers in which it arrives.
 */
@Component
final class BodyReader {

	private final int limit;

	BodyReader(ApiProperties properties) {
		this.limit = Math.toIntExact(properties.maxRequestSize().toBytes());
	}

	/** Reads the body, which the subscriber releases. */
	Mono<JsonBody> read(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		GatewayException refusal = refusal(headers);
		if (refusal != null) {
			return Mono.error(refusal);
		}
		HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
		return new JsonBodyMono(netty.receive(), () -> new JsonBodyReader(this.limit)).onErrorMap(BodyReader::map);
	}

	private @Nullable GatewayException refusal(HttpHeaders headers) {
		if (headers.getContentLength() > this.limit) {
			return new RequestTooLarge(this.limit);
		}
		String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			return new UnsupportedMediaType("A body with content-encoding '" + encoding + "' is not accepted");
		}
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (type == null || !isJson(type)) {
			return new UnsupportedMediaType("The body must be of content-type application/json");
		}
		return null;
	}

	/** Whether it is JSON, whatever parameters follow. */
	private static boolean isJson(String type) {
		int length = MediaType.APPLICATION_JSON_VALUE.length();
		if (!type.regionMatches(true, 0, MediaType.APPLICATION_JSON_VALUE, 0, length)) {
			return false;
		}
		String parameters = type.substring(length).toLowerCase(Locale.ROOT);
		// JSON is UTF-8 (RFC 8259 section 8.1), whatever else somebody says
		return parameters.isEmpty() || (" ;".indexOf(parameters.charAt(0)) >= 0
				&& (!parameters.contains("charset") || parameters.contains("utf-8")));
	}

	private static Throwable map(Throwable cause) {
		return switch (cause) {
			case MalformedJsonException malformed -> new InvalidRequest(malformed.getMessage(), "invalid_json", null);
			case SizeLimitException large -> new RequestTooLarge(large.limit());
			default -> cause;
		};
	}

}
