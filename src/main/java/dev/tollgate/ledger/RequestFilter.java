package dev.tollgate.ledger;

import java.time.Instant;

import dev.tollgate.chat.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a report is about; null means all.
 *
 * @param id the gateway's id
 * @param clientRequestId the caller's id
 * @param key the name of the caller's key
 * @param team the team that paid
 * @param from the first start
 * @param to the first start that is no longer meant
 */
public record RequestFilter(@Nullable RequestId id, @Nullable String clientRequestId, @Nullable String key,
		@Nullable String team, @Nullable Instant from, @Nullable Instant to) {

	/** All requests. */
	public static final RequestFilter ALL = new RequestFilter(null, null, null, null, null, null);

}
