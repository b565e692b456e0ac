package dev.tollgate.pricing;

/**
 * The rates of requests with a long context; they hold for the whole request.
 *
 * @param inputTokens the tokens of input that a request must exceed
 * @param rates the rates that differ, in dollars per million tokens
 */
public record ContextTier(long inputTokens, Rates rates) {
}
