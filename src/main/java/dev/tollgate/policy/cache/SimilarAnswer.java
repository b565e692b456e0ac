package dev.tollgate.policy.cache;

/**
 * The answer to a question that is much like the one that is asked.
 *
 * @param answer the key under which an {@link AnswerStore} may still have it
 * @param similarity the cosine of the angle between both questions, at most 1 but for
 * rounding
 */
public record SimilarAnswer(CacheKey answer, double similarity) {
}
