package dev.tollgate.api;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * The gateway's own ids of requests: version 7 UUIDs (RFC 9562), which sort by time.
 */
final class RequestId {

	private static final String HEADER = "x-request-id";

	private RequestId() {
	}

	/** The id of a request, the same in its answer, its error and its records. */
	static String of(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getResponse().getHeaders();
		String id = headers.getFirst(HEADER);
		if (id == null) {
			id = next();
			headers.set(HEADER, id);
		}
		return id;
	}

	private static String next() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long high = (System.currentTimeMillis() << 16) | 0x7000L | random.nextInt(0x1000);
		long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		HexFormat hex = HexFormat.of();
		return "req_" + hex.toHexDigits(high) + hex.toHexDigits(low);
	}

}
