package dev.tollgate.api;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.gateway.ChatGateway;
import dev.tollgate.idempotency.IdempotencyKey;
import dev.tollgate.idempotency.IdempotencyKeys;
import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The calls whose callers sent an idempotency key: each is made once and goes on without
 * its caller, so that a repeated request gets its answer.
 */
@Component
final class IdempotentCalls implements SmartLifecycle {

	/** After the web server has let go of its callers, and before the providers do. */
	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 256;

	/** What a stop leaves to calls without callers, less than a phase's 30 s. */
	private static final long STOP_SECONDS = 10;

	private final ChatGateway gateway;

	private final IdempotencyKeys keys;

	private final Set<IdempotentCall> open = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	private volatile @Nullable CompletableFuture<Void> closing;

	IdempotentCalls(ChatGateway gateway, IdempotencyKeys keys) {
		this.gateway = gateway;
		this.keys = keys;
	}

	/** Whether a request asks to be made once only. */
	boolean wanted(ServerWebExchange exchange) {
		return exchange.getRequest().getHeaders().containsHeader(IdempotencyKey.HEADER) && this.keys.isEnabled();
	}

	/**
	 * Answers a request, by a call or by the answer of an earlier one.
	 * @param exchange the exchange, whose answer is written
	 * @param body the body, taken over
	 * @param reading makes the request of it
	 * @return what completes when the answer is written
	 */
	Mono<Void> answer(ServerWebExchange exchange, JsonBody body, Function<JsonBody, ChatRequest> reading) {
		IdempotentCall call;
		try {
			// refused as any request, before a key is claimed for it
			ChatRequest request = reading.apply(body);
			call = new IdempotentCall(exchange, key(exchange), request, this::end);
		}
		catch (RuntimeException ex) {
			body.release();
			return Mono.error(ex);
		}
		return Mono.<Mono<Void>>create((sink) -> {
			this.open.add(call);
			call.start(this.keys, this.gateway, sink);
		}).flatMap(Function.identity());
	}

	private static IdempotencyKey key(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		if (headers.getOrEmpty(IdempotencyKey.HEADER).size() != 1) {
			// of two, nobody could say which one was meant
			throw new InvalidRequest("The header 'Idempotency-Key' must be sent once", "invalid_value",
					IdempotencyKey.HEADER);
		}
		return IdempotencyKey.of(AuthenticationFilter.caller(exchange),
				String.valueOf(headers.getFirst(IdempotencyKey.HEADER)));
	}

	private void end(IdempotentCall call) {
		this.open.remove(call);
		completeIfClosed();
	}

	private void completeIfClosed() {
		CompletableFuture<Void> closing = this.closing;
		if (closing != null && this.open.isEmpty()) {
			closing.complete(null);
		}
	}

	@Override
	public void start() {
		this.closing = null;
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
			// nobody waits
		});
	}

	/**
	 * Lets calls that go on without their callers come to their end, and ends those that
	 * do not.
	 * @param callback told when all have ended
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture<Void> closing = new CompletableFuture<>();
		this.closing = closing;
		completeIfClosed();
		var _ = closing.thenRun(callback);
		CompletableFuture.delayedExecutor(STOP_SECONDS, TimeUnit.SECONDS)
			.execute(() -> this.open.forEach(IdempotentCall::abort));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
