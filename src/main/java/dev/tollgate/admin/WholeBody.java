package dev.tollgate.admin;

import dev.tollgate.chat.GatewayException.RequestTooLarge;
import dev.tollgate.chat.GatewayException.UnsupportedMediaType;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Reads the body of an administrator's request, up to a bound.
 */
final class WholeBody {

	private static final int MOST = 32 * 1024 * 1024;

	private WholeBody() {
	}

	/** The bytes, empty where there are none. */
	static Mono<byte[]> read(ServerWebExchange exchange) {
		return read(exchange, MOST);
	}

	/** Likewise, up to another bound. */
	static Mono<byte[]> read(ServerWebExchange exchange, int most) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			return Mono.error(new UnsupportedMediaType("A body with a content-encoding is not accepted"));
		}
		if (headers.getContentLength() > most) {
			return Mono.error(new RequestTooLarge(most));
		}
		return DataBufferUtils.join(exchange.getRequest().getBody(), most)
			.onErrorMap(DataBufferLimitException.class, (failure) -> new RequestTooLarge(most))
			.map((buffer) -> {
				byte[] bytes = new byte[buffer.readableByteCount()];
				buffer.read(bytes);
				DataBufferUtils.release(buffer);
				return bytes;
			})
			.filter((bytes) -> bytes.length > 0);
	}

}
