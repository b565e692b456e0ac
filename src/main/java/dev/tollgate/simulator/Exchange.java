package dev.tollgate.simulator;

import java.time.Instant;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request as the protocols read it.
 *
 * @param id the call's id
 * @param method the HTTP method
 * @param path the path below the provider's address
 * @param query the query's parameters
 * @param headers the headers
 * @param body the JSON without its marker, {@code null} if it is none
 * @param seed the hash of the body, from which ids in the answer are made
 * @param faults what is to go wrong
 * @param now when it arrived
 */
record Exchange(String id, String method, String path, Map<String, String> query, HttpHeaders headers,
		@Nullable JsonNode body, String seed, Faults faults, Instant now) {
}
