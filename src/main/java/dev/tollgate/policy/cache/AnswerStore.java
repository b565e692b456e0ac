package dev.tollgate.policy.cache;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Where answers are kept. A store that cannot be reached has none and keeps none: neither
 * is ever an error.
 */
public interface AnswerStore {

	/**
	 * Looks for an answer.
	 * @param key the key of the request
	 * @return the answer, or nothing; it may come on a thread of the store's own
	 */
	Mono<KeptAnswer> find(CacheKey key);

	/**
	 * Keeps an answer in place of one that may be there, unless it is too large.
	 * @param key the key of the request
	 * @param answer the answer
	 * @param ttl for how long, above zero
	 * @return completes when the answer is kept, or is not going to be
	 */
	Mono<Void> keep(CacheKey key, KeptAnswer answer, Duration ttl);

}
