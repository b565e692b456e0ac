package dev.tollgate.provider.gemini;

import java.time.Duration;
import java.util.Locale;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Turns Google's error objects into the gateway's failures. */
final class GeminiErrors {

	private GeminiErrors() {
	}

	/**
	 * Whether an answer, or an event of a stream, is an error.
	 * @param body the parsed body
	 * @return true for an object with {@code error}, or an array that begins with one
	 */
	static boolean isError(JsonNode body) {
		return error(body).isObject();
	}

	/**
	 * Makes sure that an answer that came as a whole is no error.
	 * @param answer the answer
	 * @param progress where a refusal is noted
	 * @throws GatewayException if it is one
	 */
	static void check(JsonBody answer, AnswerProgress progress) {
		if (answer.member("error") != null) {
			progress.refused();
			throw of(200, Json.MAPPER.readTree(answer.toByteArray()));
		}
	}

	/**
	 * The failure that an answer tells.
	 * @param status the HTTP status; one below 400, as in a stream that had begun, gives
	 * way to the code in the body
	 * @param body an error object, a one-element array of it, or anything else
	 * @return the failure, whose message holds neither a key nor an address
	 */
	static GatewayException of(int status, JsonNode body) {
		JsonNode error = error(body);
		int effective = (status >= 400) ? status : code(error);
		if (effective == 401 || effective == 403 || isKeyInvalid(error)) {
			return new UpstreamFailed(Reason.UPSTREAM_AUTH, "The provider does not accept the gateway's credential");
		}
		return switch (effective) {
			case 429 -> isQuotaOfDay(error) ? RateLimited.exhausted("The gateway's quota at the provider is exhausted")
					: new RateLimited("The provider limits the rate of calls, or its quota is used up",
							retryDelay(error));
			case 408, 504 -> new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider did not answer in time");
			case 503, 529 -> new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "The provider is overloaded");
			// 409: aborted by the provider; 499: cancelled on its side: the caller cannot
			// mend it
			case 409, 499 -> new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed");
			default -> other(effective, error);
		};
	}

	private static GatewayException other(int status, JsonNode error) {
		if (status >= 500) {
			return new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed");
		}
		if (status < 400) {
			return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer could not be read");
		}
		String text = text(error, "message");
		String message = (text != null) ? text : "The provider refused the request";
		return new Refused(status, message, "invalid_request_error", refusal(status, error, message), null);
	}

	private static @Nullable String refusal(int status, JsonNode error, String message) {
		if (status == 404) {
			return "model_not_found";
		}
		if (message.contains("exceeds the maximum number of tokens")) {
			return "context_length_exceeded";
		}
		String name = text(error, "status");
		return (name != null) ? name.toLowerCase(Locale.ROOT) : null;
	}

	private static JsonNode error(JsonNode body) {
		JsonNode object = body.isArray() ? body.path(0) : body;
		JsonNode error = object.get("error");
		return (error != null && error.isObject()) ? error : MissingNode.getInstance();
	}

	private static int code(JsonNode error) {
		JsonNode code = error.path("code");
		return (code.isIntegralNumber() && code.canConvertToInt() && code.intValue() < 600) ? code.intValue() : 0;
	}

	private static boolean isKeyInvalid(JsonNode error) {
		for (JsonNode detail : error.path("details")) {
			String reason = text(detail, "reason");
			if (reason != null && reason.startsWith("API_KEY_")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a quota of a day is used up. Even then a delay is told, of some seconds.
	 */
	private static boolean isQuotaOfDay(JsonNode error) {
		for (JsonNode detail : error.path("details")) {
			for (JsonNode violation : detail.path("violations")) {
				String quota = text(violation, "quotaId");
				if (quota != null && quota.contains("PerDay")) {
					return true;
				}
			}
		}
		return false;
	}

	private static @Nullable Duration retryDelay(JsonNode error) {
		for (JsonNode detail : error.path("details")) {
			String delay = text(detail, "retryDelay");
			if (delay != null) {
				return duration(delay);
			}
		}
		return null;
	}

	// protobuf's duration in JSON: seconds, perhaps with a fraction, and an s
	private static @Nullable Duration duration(String text) {
		int end = text.length() - 1;
		int point = text.indexOf('.');
		String seconds = text.substring(0, (point >= 0) ? point : Math.max(end, 0));
		String fraction = (point >= 0) ? text.substring(point + 1, Math.max(end, point + 1)) : "";
		if (end < 1 || text.charAt(end) != 's' || seconds.isEmpty() || seconds.length() > 9 || fraction.length() > 9
				|| !isDigits(seconds) || !isDigits(fraction)) {
			return null;
		}
		String nanos = (fraction + "000000000").substring(0, 9);
		return Duration.ofSeconds(Long.parseLong(seconds), Long.parseLong(nanos));
	}

	private static boolean isDigits(String text) {
		return text.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
	}

	private static @Nullable String text(JsonNode object, String name) {
		JsonNode value = object.get(name);
		return (value != null && value.isString()) ? value.stringValue() : null;
	}

}
