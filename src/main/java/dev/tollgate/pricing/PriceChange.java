package dev.tollgate.pricing;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The instant at which a model begins to cost something else.
 *
 * @param at the first instant of the new price
 * @param price the new price, null where the model has none from then on
 */
public record PriceChange(Instant at, @Nullable Price price) {
}
