package dev.tollgate.policy.cache;

import dev.tollgate.chat.Task;
import org.jspecify.annotations.Nullable;

/**
 * What decides an answer besides the body of the request.
 *
 * @param tenant who asks; answers are never shared between two of them
 * @param route the name of the route that the request takes
 * @param task what the caller says that it is for, or null
 * @param beta whether it came to DeepSeek's beta address
 */
public record CacheScope(String tenant, String route, @Nullable Task task, boolean beta) {
}
