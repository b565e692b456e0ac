package dev.tollgate.chat;

/**
 * The temperature that a call gets where the caller gave none.
 *
 * @param value the temperature, from 0 to 2
 * @param source where it comes from: {@code task}, {@code route}, {@code model},
 * {@code provider} or {@code global}
 */
public record Temperature(double value, String source) {
}
