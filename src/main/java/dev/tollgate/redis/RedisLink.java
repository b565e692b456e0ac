package dev.tollgate.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;

/**
 * A connection to Redis, made again by whoever asks for it when it was lost. Nothing is
 * written to a connection that is not there, to be sent later.
 */
public final class RedisLink implements AutoCloseable {

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(new StringCodec(StandardCharsets.UTF_8),
			ByteArrayCodec.INSTANCE);

	private static final Duration CONNECT = Duration.ofSeconds(2);

	/** Of threads, which is Lettuce's least. */
	private static final int FEW = 2;

	/** Commands that wait for replies; more than that, and Redis is too slow anyway. */
	private static final int MAX_WAITING = 1024;

	private final AtomicReference<CompletableFuture<StatefulRedisConnection<String, byte[]>>> current = new AtomicReference<>();

	private final ClientResources resources = DefaultClientResources.builder()
		.ioThreadPoolSize(FEW)
		.computationThreadPoolSize(FEW)
		.build();

	private final RedisClient client;

	private final RedisURI server;

	/**
	 * Begins to connect, without waiting for it.
	 * @param server where Redis is
	 */
	public RedisLink(RedisURI server) {
		this.server = server;
		this.client = RedisClient.create(this.resources);
		// its own way to connect again would write of every trial to the log
		this.client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(MAX_WAITING)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build())
			.build());
		var _ = connection();
	}

	/**
	 * The connection.
	 * @return the connection that is there or is being made
	 */
	public CompletableFuture<StatefulRedisConnection<String, byte[]>> connection() {
		CompletableFuture<StatefulRedisConnection<String, byte[]>> known = this.current.get();
		if (known != null && usable(known)) {
			return known;
		}
		CompletableFuture<StatefulRedisConnection<String, byte[]>> next = new CompletableFuture<>();
		if (!this.current.compareAndSet(known, next)) {
			return connection();
		}
		if (known != null) {
			discard(known);
		}
		var _ = this.client.connectAsync(CODEC, this.server).whenComplete((connection, failure) -> {
			if (failure != null) {
				next.completeExceptionally(failure);
			}
			else {
				next.complete(connection);
			}
		});
		return next;
	}

	private static boolean usable(CompletableFuture<StatefulRedisConnection<String, byte[]>> connection) {
		return !connection.isDone() || (!connection.isCompletedExceptionally() && connection.join().isOpen());
	}

	private static void discard(CompletableFuture<StatefulRedisConnection<String, byte[]>> lost) {
		if (!lost.isCompletedExceptionally()) {
			var _ = lost.join().closeAsync();
		}
	}

	/**
	 * What failed, without what the steps on its way have wrapped around it.
	 * @param failure what whoever asked was told
	 * @return the failure itself
	 */
	public static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@Override
	public void close() {
		CompletableFuture<StatefulRedisConnection<String, byte[]>> last = this.current.get();
		if (last != null) {
			// threads that end amid an attempt to connect would leave its buffer behind
			var _ = last.handle((_, _) -> true).completeOnTimeout(false, 1, TimeUnit.SECONDS).join();
		}
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
		var _ = this.resources.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
