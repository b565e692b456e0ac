package dev.tollgate.provider.compatible;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.RetryAfter;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An error in OpenAI's shape. Providers agree on the shape, but not on types and codes,
 * so the status decides what it means, as far as there is one.
 *
 * @param message the provider's words, or null
 * @param type the provider's type, or null
 * @param param the field at fault, or null
 * @param code the provider's code, or null
 */
record OpenAiError(@Nullable String message, @Nullable String type, @Nullable String param, @Nullable String code) {

	private static final byte[] ERROR = OpenAiUsage.name("error");

	private static final byte[] MESSAGE = OpenAiUsage.name("message");

	private static final byte[] TYPE = OpenAiUsage.name("type");

	private static final byte[] PARAM = OpenAiUsage.name("param");

	private static final byte[] CODE = OpenAiUsage.name("code");

	private static final String TOO_LONG = "context_length_exceeded";

	private static final OpenAiError NONE = new OpenAiError(null, null, null, null);

	/** Reads a body, which may be anything. */
	static OpenAiError of(byte[] body) {
		try {
			JsonCursor cursor = new JsonCursor().on(body, 0, body.length);
			cursor.enterObject();
			while (cursor.nextMember()) {
				if (cursor.nameIs(ERROR)) {
					return read(cursor);
				}
				cursor.skip();
			}
		}
		catch (MalformedJsonException ex) {
			// an error page, of which nothing may reach the caller
			return NONE;
		}
		return NONE;
	}

	/** Reads the value of {@code error} before which the cursor stands. */
	static OpenAiError read(JsonCursor cursor) {
		if (cursor.kind() == JsonKind.STRING) {
			return new OpenAiError(cursor.string(), null, null, null);
		}
		if (cursor.kind() != JsonKind.OBJECT) {
			cursor.skip();
			return NONE;
		}
		String message = null;
		String type = null;
		String param = null;
		String code = null;
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(MESSAGE)) {
				message = cursor.string();
			}
			else if (cursor.nameIs(TYPE)) {
				type = cursor.string();
			}
			else if (cursor.nameIs(PARAM)) {
				param = cursor.string();
			}
			else if (cursor.nameIs(CODE)) {
				code = cursor.string();
			}
			else {
				cursor.skip();
			}
		}
		return new OpenAiError(message, type, param, code);
	}

	/** What an answer with this body and a status of 400 or above means. */
	GatewayException withStatus(int status, HttpHeaders headers) {
		return switch (status) {
			// the gateway's own account is out of money, which is not the caller's
			// concern
			case 402 -> RateLimited.exhausted("The gateway's account at the provider is exhausted");
			case 401, 403 -> new UpstreamFailed(Reason.UPSTREAM_AUTH, "The provider refused the gateway's credential");
			case 408, 504 -> new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider ran out of time");
			// a conflict at the provider's, which its own clients repeat
			case 409 -> new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed with status 409");
			case 429 -> rateLimited(headers);
			case 503, 529 ->
				new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "The provider is overloaded", RetryAfter.of(headers));
			default -> (status < 500) ? refused(status)
					: new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider failed with status " + status);
		};
	}

	/**
	 * What this error means in an answer that began well, where there is no status.
	 * DeepSeek writes {@code invalid_request_error} as the code of failures of its own,
	 * so only the type says that the request is at fault.
	 */
	GatewayException withoutStatus() {
		if ("insufficient_quota".equals(this.code)) {
			return RateLimited.exhausted("The gateway's quota at the provider is exhausted");
		}
		if ("rate_limit_exceeded".equals(this.code) || "rate_limit_error".equals(this.type)) {
			return new RateLimited("The provider's rate limit was reached", null);
		}
		boolean refused = "invalid_request_error".equals(this.type) || TOO_LONG.equals(this.code)
				|| "content_filter".equals(this.code);
		return refused ? refused(400)
				: new UpstreamFailed(Reason.UPSTREAM_ERROR, "The provider reported an error in its answer");
	}

	private Refused refused(int status) {
		String message = (this.message != null) ? this.message : "The provider refused the request";
		return new Refused(status, message, this.type, isTooLong(message) ? TOO_LONG : this.code, this.param);
	}

	/** DeepSeek and vLLM say in words only what OpenAI has a code for. */
	private static boolean isTooLong(String message) {
		return message.contains("maximum context length");
	}

	private RateLimited rateLimited(HttpHeaders headers) {
		if ("insufficient_quota".equals(this.code)) {
			return RateLimited.exhausted("The gateway's quota at the provider is exhausted");
		}
		return new RateLimited("The provider's rate limit was reached", RetryAfter.of(headers));
	}

}
