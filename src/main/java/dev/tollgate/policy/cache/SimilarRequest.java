package dev.tollgate.policy.cache;

/**
 * A request taken apart for a semantic cache.
 *
 * @param context all of it but the question, history and media included, as an exact key
 * @param question the text of the last message of the user
 */
public record SimilarRequest(CacheKey context, String question) {
}
