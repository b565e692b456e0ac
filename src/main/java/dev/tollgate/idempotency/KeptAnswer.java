package dev.tollgate.idempotency;

import java.util.Map;

/**
 * The answer of a call as it is kept for those who repeat it.
 *
 * @param status the HTTP status
 * @param headers the headers that belong to the answer, by their names in lower case
 * @param body the body, byte for byte
 */
public record KeptAnswer(int status, Map<String, String> headers, byte[] body) {
}
