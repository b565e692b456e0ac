package dev.tollgate.provider.springai;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.Redaction;
import dev.tollgate.provider.RetryAfter;
import dev.tollgate.wire.Json;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * The HTTP status that an exception tells of, by which it means what it means from a
 * provider that we call ourselves.
 *
 * @param status the status, 400 or above
 * @param headers the headers of the answer as far as they are known
 * @param body the body of the answer as far as it is known
 */
record ErrorStatus(int status, HttpHeaders headers, String body) {

	private static final String TOO_LONG = "context_length_exceeded";

	/** The message of {@code spring-ai-retry}'s exceptions, which is all they have. */
	private static final Pattern TOLD = Pattern.compile("^(?:HTTP )?([45]\\d\\d) - (.*)$", Pattern.DOTALL);

	private static final List<String> HEADERS = List.of("retry-after", "retry-after-ms", "date");

	/** The status of an exception, or null if it tells none. */
	static @Nullable ErrorStatus of(Throwable cause) {
		if (cause instanceof RestClientResponseException told) {
			return new ErrorStatus(told.getStatusCode().value(), headers(told.getResponseHeaders()),
					told.getResponseBodyAsString());
		}
		if (cause instanceof WebClientResponseException told) {
			return new ErrorStatus(told.getStatusCode().value(), headers(told.getHeaders()),
					told.getResponseBodyAsString());
		}
		if (cause.getClass().getName().startsWith("org.springframework.ai.retry.")) {
			Matcher told = TOLD.matcher(String.valueOf(cause.getMessage()));
			if (told.matches()) {
				return new ErrorStatus(Integer.parseInt(told.group(1)), new DefaultHttpHeaders(), told.group(2));
			}
			// it says only whether it may be tried again
			boolean transientError = cause.getClass().getSimpleName().startsWith("Transient");
			return new ErrorStatus(transientError ? 500 : 400, new DefaultHttpHeaders(), "");
		}
		Integer status = ofSdk(cause);
		return (status != null) ? new ErrorStatus(status, new DefaultHttpHeaders(), "") : null;
	}

	/** OpenAI's and Anthropic's SDKs, whose classes are not ours to know. */
	private static @Nullable Integer ofSdk(Throwable cause) {
		try {
			Object status = cause.getClass().getMethod("statusCode").invoke(cause);
			return (status instanceof Integer code && code >= 400 && code < 600) ? code : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	private static HttpHeaders headers(org.springframework.http.@Nullable HttpHeaders told) {
		HttpHeaders headers = new DefaultHttpHeaders();
		if (told != null) {
			for (String name : HEADERS) {
				String value = told.getFirst(name);
				if (value != null) {
					headers.set(name, value);
				}
			}
		}
		return headers;
	}

	/** What it means. */
	GatewayException failure() {
		return switch (this.status) {
			case 402 -> RateLimited.exhausted("The gateway's account at the provider is exhausted");
			case 401, 403 -> new UpstreamFailed(Reason.UPSTREAM_AUTH, "The provider refused the gateway's credential");
			case 408, 504 -> new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider ran out of time");
			case 409 -> new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed with status 409");
			case 429 -> this.body.contains("insufficient_quota")
					? RateLimited.exhausted("The gateway's quota at the provider is exhausted")
					: new RateLimited("The provider's rate limit was reached", RetryAfter.of(this.headers));
			case 503, 529 -> new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "The provider is overloaded",
					RetryAfter.of(this.headers));
			default -> (this.status < 500) ? refused()
					: new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed with status " + this.status);
		};
	}

	private Refused refused() {
		String message = message();
		boolean tooLong = message.contains("maximum context length") || message.contains("prompt is too long");
		return new Refused(this.status, Redaction.redact(message), "invalid_request_error", tooLong ? TOO_LONG : null,
				null);
	}

	/** The provider's words, if they are where providers put them. */
	private String message() {
		try {
			JsonNode error = Json.MAPPER.readTree(this.body).path("error");
			String message = error.isString() ? error.stringValue() : error.path("message").asString("");
			if (!message.isEmpty()) {
				return message;
			}
		}
		catch (JacksonException ex) {
			// an error page, of which nothing may reach the caller
			return "The provider refused the request";
		}
		return "The provider refused the request";
	}

}
