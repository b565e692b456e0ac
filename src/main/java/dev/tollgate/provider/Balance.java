package dev.tollgate.provider;

import java.math.BigDecimal;

/**
 * What is left on an account at a provider.
 *
 * @param currency the currency's code, for instance {@code USD}
 * @param amount how much there is
 */
public record Balance(String currency, BigDecimal amount) {
}
