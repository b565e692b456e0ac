package dev.tollgate.provider;

import dev.tollgate.chat.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * What a caller heard of an answer.
 *
 * @param text the bytes of the body, or of all events
 * @param failure how it ended, null if well
 * @param begun whether there was an answer before the failure
 */
public record Heard(String text, @Nullable GatewayException failure, boolean begun) {
}
