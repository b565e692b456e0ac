package dev.tollgate.keys;

import dev.tollgate.pricing.Usd;

/**
 * How much may be spent in each period, as an administrator has said it.
 *
 * @param limit how much
 * @param period after which time the budget is whole again
 */
public record BudgetTerms(Usd limit, BudgetPeriod period) {
}
