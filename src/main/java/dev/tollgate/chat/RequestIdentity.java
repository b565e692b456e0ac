package dev.tollgate.chat;

import org.jspecify.annotations.Nullable;

/**
 * How a request is found again in reports.
 *
 * @param id the gateway's own id
 * @param clientRequestId the caller's id of it, or null if the caller gave none
 * @param tags what the caller wants its cost to be reported under
 */
public record RequestIdentity(RequestId id, @Nullable String clientRequestId, Tags tags) {
}
