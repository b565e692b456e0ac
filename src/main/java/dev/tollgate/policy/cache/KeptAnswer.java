package dev.tollgate.policy.cache;

import java.time.Instant;

import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is kept to be given again.
 *
 * @param completion the {@code chat.completion} as JSON; not to be changed
 * @param provider who gave it
 * @param model what the provider said it ran, as callers see it
 * @param cost what it cost and whoever is given it again saves, or null where it has no
 * price
 * @param storedAt when it was kept
 */
public record KeptAnswer(byte[] completion, String provider, String model, @Nullable Usd cost, Instant storedAt) {
}
