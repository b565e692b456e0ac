package dev.tollgate.pricing;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A span of time in which one price applies.
 *
 * @param from its first instant
 * @param until the first instant after it, null while no end is known
 * @param price the price, null where there is none
 */
public record PriceSpan(Instant from, @Nullable Instant until, @Nullable Price price) {
}
