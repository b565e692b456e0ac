package dev.tollgate.api;

import java.time.Clock;

import dev.tollgate.chat.RequestId;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * Answers for what never becomes a request of the application: heads that are late, too
 * large or not HTTP.
 */
final class WireRefusal {

	static final ApiError LATE = new ApiError(408, "The request did not arrive in time", ApiError.INVALID_REQUEST, null,
			"request_timeout", true, null);

	static final ApiError INVALID = refusal(400, "The request is not valid HTTP/1.1", "invalid_http");

	private static final ApiError TOO_LONG = refusal(414, "The address of the request is too long", "uri_too_long");

	private static final ApiError TOO_LARGE = refusal(431, "The headers of the request are too large",
			"headers_too_large");

	private WireRefusal() {
	}

	/** What the head of a request is answered, or null where nothing is wrong with it. */
	static @Nullable ApiError of(HttpRequest request) {
		if (!request.decoderResult().isFailure()) {
			return isRegular(request) ? null : INVALID;
		}
		return switch (request.decoderResult().cause()) {
			case TooLongHttpLineException _ -> TOO_LONG;
			case TooLongHttpHeaderException _ -> TOO_LARGE;
			default -> INVALID;
		};
	}

	private static ApiError refusal(int status, String message, String code) {
		return new ApiError(status, message, ApiError.INVALID_REQUEST, null, code, false, null);
	}

	/**
	 * Whether a head that the codec could read says what it must: HTTP/1.0 or 1.1, and
	 * exactly one host (RFC 9112 section 3.2).
	 */
	private static boolean isRegular(HttpRequest request) {
		HttpVersion version = request.protocolVersion();
		if (!version.equals(HttpVersion.HTTP_1_1)) {
			return version.equals(HttpVersion.HTTP_1_0);
		}
		var hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
		if (!hosts.hasNext()) {
			return false;
		}
		hosts.next();
		return !hosts.hasNext();
	}

	/** The whole answer, behind which the connection ends. */
	static FullHttpResponse response(ApiError error, CallerProtocol protocol, Clock clock) {
		byte[] body = protocol.error(error);
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(error.status()), Unpooled.wrappedBuffer(body));
		HttpHeaders headers = response.headers()
			.set("x-request-id", RequestId.at(clock.instant()).toString())
			.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
			.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		if (!error.repeatable()) {
			headers.set("x-should-retry", "false");
		}
		return response;
	}

}
