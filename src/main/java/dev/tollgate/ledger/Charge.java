package dev.tollgate.ledger;

import dev.tollgate.pricing.Cost;

/**
 * What a call cost, and by which price.
 *
 * @param priceRow the id of the row of the price list
 * @param window the price window, {@code standard} where none applied
 * @param cost the cost, line by line with the rates
 */
public record Charge(String priceRow, String window, Cost cost) {
}
