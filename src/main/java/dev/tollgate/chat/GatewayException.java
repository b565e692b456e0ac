package dev.tollgate.chat;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a caller may see; whatever is not of this family becomes an opaque
 * internal error. Messages never hold a key, an upstream address or a caller's prompt.
 */
public abstract sealed class GatewayException extends RuntimeException {

	private GatewayException(String message) {
		// an answer to a caller, not a defect of ours: a stack trace would only cost time
		super(message, null, false, false);
	}

	/**
	 * The message, never null in this family.
	 * @return what went wrong, in words for the caller
	 */
	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

	/**
	 * The HTTP status that stands for it.
	 * @return a status of 400 or above
	 */
	public abstract int status();

	/** The request cannot be served as it is, now or later. */
	public static final class InvalidRequest extends GatewayException {

		private final @Nullable String code;

		private final @Nullable String param;

		public InvalidRequest(String message, @Nullable String code, @Nullable String param) {
			super(message);
			this.code = code;
			this.param = param;
		}

		/**
		 * The machine's word for what is wrong.
		 * @return for instance {@code invalid_json}, or null
		 */
		public @Nullable String code() {
			return this.code;
		}

		/**
		 * The field that is wrong.
		 * @return its path, for instance {@code messages[0].content}, or null
		 */
		public @Nullable String param() {
			return this.param;
		}

		@Override
		public int status() {
			return 400;
		}

	}

	/** The body is larger than the gateway accepts. */
	public static final class RequestTooLarge extends GatewayException {

		public RequestTooLarge(long limit) {
			super("The request body is larger than the limit of " + limit + " bytes");
		}

		@Override
		public int status() {
			return 413;
		}

	}

	/** The body is not of a type that the gateway reads. */
	public static final class UnsupportedMediaType extends GatewayException {

		public UnsupportedMediaType(String message) {
			super(message);
		}

		@Override
		public int status() {
			return 415;
		}

	}

	/** The caller has no valid key. */
	public static final class Unauthenticated extends GatewayException {

		private final String code;

		public Unauthenticated() {
			this("No valid API key was sent. Send one as 'Authorization: Bearer KEY', 'x-goog-api-key' or 'api-key'",
					"invalid_api_key");
		}

		private Unauthenticated(String message, String code) {
			super(message);
			this.code = code;
		}

		/**
		 * A key that was valid once.
		 * @param message which, and until when
		 * @return the failure
		 */
		public static Unauthenticated expired(String message) {
			return new Unauthenticated(message, "expired_api_key");
		}

		/**
		 * The machine's word for what is wrong.
		 * @return {@code invalid_api_key} or {@code expired_api_key}
		 */
		public String code() {
			return this.code;
		}

		@Override
		public int status() {
			return 401;
		}

	}

	/** The caller's key does not allow it. */
	public static final class Forbidden extends GatewayException {

		public Forbidden(String message) {
			super(message);
		}

		@Override
		public int status() {
			return 403;
		}

	}

	/** The gateway itself cannot do it now, and spends nothing. */
	public static final class Unavailable extends GatewayException {

		private final String code;

		public Unavailable(String message, String code) {
			super(message);
			this.code = code;
		}

		/**
		 * The machine's word for what is missing.
		 * @return for instance {@code ledger_unavailable}
		 */
		public String code() {
			return this.code;
		}

		@Override
		public int status() {
			return 503;
		}

	}

	/** The caller's idempotency key stands for another call, or for one under way. */
	public static final class KeyConflict extends GatewayException {

		private final Reason reason;

		public KeyConflict(Reason reason) {
			super(reason.message);
			this.reason = reason;
		}

		/**
		 * What is in the way.
		 * @return the reason
		 */
		public Reason reason() {
			return this.reason;
		}

		@Override
		public int status() {
			return this.reason.status;
		}

		/** What may be in the way of a request with a key. */
		public enum Reason {

			/** The first call has not ended yet. */
			IN_PROGRESS(409, "idempotency_in_progress",
					"The first request with this Idempotency-Key is still under way"),
			/** The first request was another. */
			OTHER_REQUEST(422, "idempotency_error", "This Idempotency-Key was used for another request"),
			/** The first call was answered, but the answer was not kept. */
			RESULT_TOO_LARGE(409, "idempotency_result_too_large",
					"The request with this Idempotency-Key was answered, and the answer was too large to be kept");

			private final int status;

			private final String code;

			private final String message;

			Reason(int status, String code, String message) {
				this.status = status;
				this.code = code;
				this.message = message;
			}

			/**
			 * The machine's word for it.
			 * @return for instance {@code idempotency_in_progress}
			 */
			public String code() {
				return this.code;
			}

		}

	}

	/** There is no such model, or the caller's key may not call it: the same answer. */
	public static final class UnknownModel extends GatewayException {

		public UnknownModel(String model) {
			super("The model '" + model + "' does not exist or you do not have access to it");
		}

		@Override
		public int status() {
			return 404;
		}

	}

	/** There is nothing under this address. */
	public static final class NotFound extends GatewayException {

		public NotFound(String message) {
			super(message);
		}

		@Override
		public int status() {
			return 404;
		}

	}

	/** The provider refused the request itself: repeating it cannot help. */
	public static final class Refused extends GatewayException {

		private final int status;

		private final @Nullable String type;

		private final @Nullable String code;

		private final @Nullable String param;

		public Refused(int status, String message, @Nullable String type, @Nullable String code,
				@Nullable String param) {
			super(message);
			this.status = status;
			this.type = type;
			this.code = code;
			this.param = param;
		}

		/**
		 * The same refusal in other words.
		 * @param message the words
		 * @return the refusal
		 */
		public Refused withMessage(String message) {
			return new Refused(this.status, message, this.type, this.code, this.param);
		}

		/**
		 * The provider's status.
		 * @return an HTTP status from 400 to 499
		 */
		@Override
		public int status() {
			return this.status;
		}

		/**
		 * The provider's type of error.
		 * @return for instance {@code invalid_request_error}, or null
		 */
		public @Nullable String type() {
			return this.type;
		}

		/**
		 * The provider's word for what is wrong.
		 * @return for instance {@code context_length_exceeded}, or null
		 */
		public @Nullable String code() {
			return this.code;
		}

		/**
		 * The field that the provider named.
		 * @return its path, or null
		 */
		public @Nullable String param() {
			return this.param;
		}

	}

	/** The caller's key has reached a limit of its own. */
	public static final class LimitExceeded extends GatewayException {

		private final @Nullable RateLimits limits;

		private final @Nullable Duration retryAfter;

		public LimitExceeded(String message, @Nullable RateLimits limits, @Nullable Duration retryAfter) {
			super(message);
			this.limits = limits;
			this.retryAfter = retryAfter;
		}

		/**
		 * How much is left of the key's limits.
		 * @return the limits, or null if the key has none of a minute
		 */
		public @Nullable RateLimits limits() {
			return this.limits;
		}

		/**
		 * When the same request can succeed.
		 * @return the delay, or null if it never can
		 */
		public @Nullable Duration retryAfter() {
			return this.retryAfter;
		}

		@Override
		public int status() {
			return 429;
		}

	}

	/** What the call may cost does not fit into a budget. */
	public static final class BudgetExceeded extends GatewayException {

		public BudgetExceeded(String message) {
			super(message);
		}

		@Override
		public int status() {
			return 429;
		}

	}

	/** The provider limits the rate of calls or is out of quota. */
	public static final class RateLimited extends GatewayException {

		private final @Nullable Duration retryAfter;

		private final boolean exhausted;

		public RateLimited(String message, @Nullable Duration retryAfter) {
			this(message, retryAfter, false);
		}

		private RateLimited(String message, @Nullable Duration retryAfter, boolean exhausted) {
			super(message);
			this.retryAfter = retryAfter;
			this.exhausted = exhausted;
		}

		/**
		 * A limit that waiting does not lift: a quota or an account that is used up.
		 * @param message what is used up
		 * @return the failure
		 */
		public static RateLimited exhausted(String message) {
			return new RateLimited(message, null, true);
		}

		/**
		 * Whether waiting does not help.
		 * @return true if a quota or an account is used up
		 */
		public boolean isExhausted() {
			return this.exhausted;
		}

		/**
		 * When the provider said that it may be asked again.
		 * @return the delay, or null where it said nothing
		 */
		public @Nullable Duration retryAfter() {
			return this.retryAfter;
		}

		@Override
		public int status() {
			return 429;
		}

	}

	/** The provider failed, or could not be reached. */
	public static final class UpstreamFailed extends GatewayException {

		private final Reason reason;

		private final @Nullable Duration retryAfter;

		public UpstreamFailed(Reason reason, String message) {
			this(reason, message, null);
		}

		public UpstreamFailed(Reason reason, String message, @Nullable Duration retryAfter) {
			super(message);
			this.reason = reason;
			this.retryAfter = retryAfter;
		}

		/**
		 * When the provider said that it may be asked again, or will be.
		 * @return the delay, or null where nobody knows
		 */
		public @Nullable Duration retryAfter() {
			return this.retryAfter;
		}

		/**
		 * What kind of failure it was.
		 * @return the reason
		 */
		public Reason reason() {
			return this.reason;
		}

		@Override
		public int status() {
			return this.reason.status();
		}

		/** The kinds of upstream failure, each with its status and code. */
		public enum Reason {

			/** The provider refuses the gateway's own credential. */
			UPSTREAM_AUTH(502),
			/** No connection could be made, or it was lost before the answer. */
			UPSTREAM_UNREACHABLE(502),
			/** The provider answered a status of 500 or above. */
			UPSTREAM_ERROR(502),
			/** The answer is not what the provider's protocol says. */
			BAD_UPSTREAM_RESPONSE(502),
			/** The stream ended before it was complete. */
			UPSTREAM_STREAM_TRUNCATED(502),
			/** The provider is overloaded. */
			UPSTREAM_OVERLOADED(503),
			/** No answer began in time. */
			UPSTREAM_TIMEOUT(504),
			/** The stream fell silent. */
			UPSTREAM_STREAM_STALLED(504);

			private final int status;

			Reason(int status) {
				this.status = status;
			}

			/**
			 * The status that the caller gets.
			 * @return an HTTP status of 500 or above
			 */
			public int status() {
				return this.status;
			}

		}

	}

}
