package dev.tollgate.policy.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import dev.tollgate.redis.Outage;
import dev.tollgate.redis.RedisLink;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

/**
 * Answers in Redis, for all gateways that use it. If Redis is down, or slower than a
 * provider would hardly notice, requests go on without it.
 */
public final class RedisAnswerStore implements AnswerStore, AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisAnswerStore.class);

	private static final String PREFIX = "tollgate:answer:";

	/** The longest that a request waits for Redis. */
	private static final Duration LIMIT = Duration.ofMillis(50);

	private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);

	private final RedisLink link;

	private final long largest;

	private final Duration limit;

	private final Outage silence;

	private final Outage refusal;

	/**
	 * Makes a store.
	 * @param link the connection, which this store ends
	 * @param largest the size from which on an answer is not kept
	 * @param clock tells when to try again what failed
	 */
	public RedisAnswerStore(RedisLink link, DataSize largest, Clock clock) {
		this(link, largest, clock, LIMIT);
	}

	RedisAnswerStore(RedisLink link, DataSize largest, Clock clock, Duration limit) {
		this.link = link;
		this.largest = largest.toBytes();
		this.limit = limit;
		this.silence = new Outage("Redis does not answer, so no kept answer is found", BETWEEN_TRIALS, clock, logger);
		this.refusal = new Outage("Redis does not take answers to keep", BETWEEN_TRIALS, clock, logger);
	}

	@Override
	public Mono<KeptAnswer> find(CacheKey key) {
		return Mono.defer(() -> ask((redis) -> redis.get(PREFIX + key)).mapNotNull(AnswerCodec::decode));
	}

	@Override
	public Mono<Void> keep(CacheKey key, KeptAnswer answer, Duration ttl) {
		return Mono.defer(() -> {
			byte[] value = AnswerCodec.encode(answer);
			if (value.length > this.largest || !this.refusal.allows()) {
				return Mono.empty();
			}
			return ask((redis) -> redis.psetex(PREFIX + key, Math.max(1, ttl.toMillis()), value))
				.doOnNext((_) -> this.refusal.worked())
				.then();
		});
	}

	private <T> Mono<T> ask(Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
		if (!this.silence.allows()) {
			return Mono.empty();
		}
		// a failure is a value, as one that comes when nobody waits any more has nowhere
		// to go
		CompletableFuture<Reply<T>> reply = this.link.connection()
			.thenCompose((connection) -> command.apply(connection.async()))
			.handle(Reply::new);
		return Mono.fromFuture(reply, true)
			.timeout(this.limit, Mono.fromSupplier(() -> new Reply<>(null, new TimeoutException())))
			.flatMap((told) -> Mono.justOrEmpty(heed(told)));
	}

	private <T> @Nullable T heed(Reply<T> reply) {
		if (reply.failure() == null) {
			this.silence.worked();
		}
		else {
			failed(RedisLink.cause(reply.failure()));
		}
		return reply.value();
	}

	private void failed(Throwable failure) {
		if (failure instanceof RedisCommandExecutionException) {
			this.refusal.failed(failure);
		}
		else {
			this.silence.failed(failure);
		}
	}

	/**
	 * Ends the connection.
	 */
	@Override
	public void close() {
		this.link.close();
	}

	/**
	 * What came of a command.
	 *
	 * @param value what Redis said, if it did and there is something
	 * @param failure why it did not, or null
	 */
	private record Reply<T>(@Nullable T value, @Nullable Throwable failure) {
	}

}
