package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The key that a call came with. Nothing but its beginning as a hash is kept or told.
 *
 * @param value the key, empty for none
 */
record Credential(String value) {

	private static final int SHOWN = 8;

	private static final String BEARER = "Bearer ";

	static Credential of(HttpHeaders headers, Map<String, String> query) {
		String authorization = headers.get("authorization", "");
		if (authorization.startsWith(BEARER)) {
			return new Credential(authorization.substring(BEARER.length()).strip());
		}
		return new Credential(headers.get("x-goog-api-key", query.getOrDefault("key", "")));
	}

	/** What tells it from others, empty for none. */
	String shortHash() {
		return this.value.isEmpty() ? ""
				: OngoingCall.sha256(this.value.getBytes(StandardCharsets.UTF_8)).substring(0, SHOWN);
	}

	@Override
	public String toString() {
		return shortHash();
	}

}
