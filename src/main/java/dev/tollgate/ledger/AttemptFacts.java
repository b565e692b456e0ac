package dev.tollgate.ledger;

import java.time.Instant;

import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call to a provider before it is made.
 *
 * @param number which attempt of its request it is, from 1
 * @param provider the provider's name
 * @param providerType its type, whose prices apply where its name has none
 * @param model the upstream model
 * @param startedAt when the attempt began
 * @param inputEstimate how many tokens are sent, estimated
 * @param held what it may cost at most, or null if the model has no price
 */
public record AttemptFacts(int number, String provider, String providerType, String model, Instant startedAt,
		long inputEstimate, @Nullable Usd held) {
}
