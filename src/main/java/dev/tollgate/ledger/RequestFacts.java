package dev.tollgate.ledger;

import java.time.Instant;

import dev.tollgate.chat.RequestIdentity;

/**
 * What is known of a request when it starts.
 *
 * @param identity its ids and tags
 * @param key the name of the caller's key
 * @param team the team that pays
 * @param route the route's name
 * @param requestedModel the model as the caller named it
 * @param streamed whether the answer is streamed
 * @param startedAt when it arrived; the instant by which reports select
 */
public record RequestFacts(RequestIdentity identity, String key, String team, String route, String requestedModel,
		boolean streamed, Instant startedAt) {
}
