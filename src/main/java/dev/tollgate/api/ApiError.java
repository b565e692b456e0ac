package dev.tollgate.api;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.chat.GatewayException.Forbidden;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.KeyConflict;
import dev.tollgate.chat.GatewayException.LimitExceeded;
import dev.tollgate.chat.GatewayException.NotFound;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.RequestTooLarge;
import dev.tollgate.chat.GatewayException.Unauthenticated;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.GatewayException.UnsupportedMediaType;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ResponseStatusException;

/**
 * A failure as a caller sees it: the one place that knows which status, type and code it
 * has.
 *
 * @param status the HTTP status
 * @param message what went wrong
 * @param type OpenAI's type of error
 * @param param the field at fault, or null
 * @param code the machine's word for it, or null
 * @param repeatable whether the same request may succeed later
 * @param retryAfter when that may be, or null if nobody knows
 */
record ApiError(int status, String message, String type, @Nullable String param, @Nullable String code,
		boolean repeatable, @Nullable Duration retryAfter) {

	private static final Log logger = LogFactory.getLog(ApiError.class);

	/** The type of what the caller has to change. */
	static final String INVALID_REQUEST = "invalid_request_error";

	private static final String API_ERROR = "api_error";

	/** Maps whatever a request ended in; what is not ours stays opaque. */
	static ApiError of(Throwable failure) {
		return switch (failure) {
			case GatewayException known -> of(known);
			case RequestAborted aborted -> aborted.error();
			case ResponseStatusException framework -> ofFramework(framework.getStatusCode());
			default -> {
				logger.error("A request failed unexpectedly", failure);
				yield new ApiError(500, "The gateway failed", API_ERROR, null, "internal_error", true, null);
			}
		};
	}

	private static ApiError of(GatewayException failure) {
		return switch (failure) {
			case InvalidRequest invalid -> refusal(failure, invalid.param(), invalid.code());
			case RequestTooLarge _ -> refusal(failure, null, "request_too_large");
			case UnsupportedMediaType _ -> refusal(failure, null, "unsupported_media_type");
			case Unauthenticated unknown -> error(failure, "authentication_error", unknown.code(), false, null);
			case Forbidden _ -> error(failure, "permission_error", "permission_denied", false, null);
			case UnknownModel _ -> refusal(failure, "model", "model_not_found");
			case NotFound _ -> refusal(failure, null, "not_found");
			case Refused refused -> new ApiError(refused.status(), refused.getMessage(),
					(refused.type() != null) ? refused.type() : INVALID_REQUEST, refused.param(), refused.code(), false,
					null);
			case RateLimited limited -> error(failure, "rate_limit_error", "upstream_rate_limited",
					!limited.isExhausted(), retryAfter(limited));
			case LimitExceeded limit -> error(failure, "rate_limit_error", "rate_limit_exceeded",
					limit.retryAfter() != null, limit.retryAfter());
			case BudgetExceeded _ -> error(failure, "insufficient_quota", "budget_exceeded", false, null);
			case Unavailable unavailable -> error(failure, API_ERROR, unavailable.code(), true, soon());
			case KeyConflict conflict -> conflict(conflict);
			case UpstreamFailed failed -> error(failure, API_ERROR, failed.reason().name().toLowerCase(Locale.ROOT),
					failed.reason() != UpstreamFailed.Reason.UPSTREAM_AUTH, failed.retryAfter());
		};
	}

	/** Not the same for all, or they would all come back at once. */
	private static Duration soon() {
		return Duration.ofSeconds(ThreadLocalRandom.current().nextInt(1, 4));
	}

	private static ApiError conflict(KeyConflict conflict) {
		boolean waiting = conflict.reason() == KeyConflict.Reason.IN_PROGRESS;
		return error(conflict, "idempotency_error", conflict.reason().code(), waiting, waiting ? soon() : null);
	}

	private static @Nullable Duration retryAfter(RateLimited limited) {
		Duration asked = limited.retryAfter();
		return (asked != null || limited.isExhausted()) ? asked : soon();
	}

	private static ApiError error(GatewayException failure, String type, String code, boolean repeatable,
			@Nullable Duration retryAfter) {
		return new ApiError(failure.status(), failure.getMessage(), type, null, code, repeatable, retryAfter);
	}

	private static ApiError refusal(GatewayException failure, @Nullable String param, @Nullable String code) {
		return refusal(failure.status(), failure.getMessage(), param, code);
	}

	private static ApiError refusal(int status, String message, @Nullable String param, @Nullable String code) {
		return new ApiError(status, message, INVALID_REQUEST, param, code, false, null);
	}

	private static ApiError ofFramework(HttpStatusCode status) {
		return switch (status.value()) {
			case 404 -> refusal(404, "There is nothing at this address", null, "not_found");
			case 405 -> refusal(405, "This address does not take this method", null, "method_not_allowed");
			case 415 -> refusal(415, "The body must be application/json", null, "unsupported_media_type");
			default -> status.is4xxClientError() ? refusal(status.value(), "The request is not valid", null, null)
					: new ApiError(status.value(), "The gateway failed", API_ERROR, null, "internal_error", true, null);
		};
	}

	/** The name of the status in Google's APIs (google.rpc.Code). */
	String googleStatus() {
		return switch (this.status) {
			case 400, 413, 414, 415, 422, 431 -> "INVALID_ARGUMENT";
			case 401 -> "UNAUTHENTICATED";
			case 403 -> "PERMISSION_DENIED";
			case 404 -> "NOT_FOUND";
			case 409 -> "ABORTED";
			case 429 -> "RESOURCE_EXHAUSTED";
			case 502, 503 -> "UNAVAILABLE";
			case 408, 504 -> "DEADLINE_EXCEEDED";
			default -> (this.status < 500) ? "FAILED_PRECONDITION" : "INTERNAL";
		};
	}

}
