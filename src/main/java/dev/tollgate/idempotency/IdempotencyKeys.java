package dev.tollgate.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.tollgate.chat.GatewayException.KeyConflict;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.idempotency.IdempotencyStore.Entry;
import dev.tollgate.idempotency.IdempotencyStore.Ownership;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Says of each request with an idempotency key whether it is to be made, and keeps the
 * answers for a while.
 */
public final class IdempotencyKeys implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(IdempotencyKeys.class);

	/** How long a request waits to hear whether it is to be made. */
	private static final Duration CLAIM_WITHIN = Duration.ofSeconds(5);

	/** How long an answer waits to be kept before it is delivered all the same. */
	private static final Duration KEEP_WITHIN = Duration.ofSeconds(2);

	private static final Duration RETRY = Duration.ofSeconds(2);

	private static final int TRIES = 30;

	private static final Duration SWEEP = Duration.ofMinutes(1);

	private static final int SWEEP_ROWS = 500;

	private static final int SWEEP_BATCHES = 20;

	private final IdempotencyStore store;

	private final IdempotencyProperties properties;

	private final Clock clock;

	private final StoreThreads threads = new StoreThreads();

	private final Set<GrantedCall> granted = ConcurrentHashMap.newKeySet();

	private final AtomicLong room;

	IdempotencyKeys(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
		this.store = store;
		this.properties = properties;
		this.clock = clock;
		this.room = new AtomicLong(properties.maxMemory().toBytes());
	}

	void start() {
		if (isEnabled()) {
			// a renewal may fail twice
			this.threads.every(this.properties.lease().dividedBy(4), this::renew);
			this.threads.every(SWEEP, this::sweep);
		}
	}

	/**
	 * Whether keys are heeded at all.
	 * @return false if the operator has switched them off
	 */
	public boolean isEnabled() {
		return this.properties.enabled();
	}

	/**
	 * Claims a key for a request.
	 * @param key the key
	 * @param request what is asked, used beyond this call by a reference of its own
	 * @return what becomes of the request, never a failure; it completes on any thread
	 */
	public CompletableFuture<Claim> claim(IdempotencyKey key, KeyedRequest request) {
		CompletableFuture<Claim> claim = new CompletableFuture<>();
		request.body().retain();
		if (!this.threads.offer(() -> ask(key, request, claim))) {
			request.body().release();
			return CompletableFuture.completedFuture(unavailable());
		}
		return claim.completeOnTimeout(unavailable(), CLAIM_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void ask(IdempotencyKey key, KeyedRequest request, CompletableFuture<Claim> claim) {
		try {
			if (claim.isDone()) {
				return;
			}
			Claim answer = answer(key, request.fingerprint());
			if (!claim.complete(answer) && answer instanceof GrantedCall call) {
				// its caller has been told that nothing was done
				var _ = call.release();
			}
		}
		catch (DataAccessException ex) {
			logger.debug("The store of idempotency keys is away", ex);
			claim.complete(unavailable());
		}
		catch (RuntimeException ex) {
			logger.error("An idempotency key could not be claimed", ex);
			claim.complete(unavailable());
		}
		finally {
			request.body().release();
		}
	}

	private Claim answer(IdempotencyKey key, Fingerprint fingerprint) {
		Ownership ownership = Ownership.of(key);
		Instant now = this.clock.instant();
		Entry there = claim(ownership, fingerprint, now);
		if (there == null) {
			GrantedCall call = new GrantedCall(this, ownership,
					new Recording(this.properties.maxBody().toBytes(), this.room));
			this.granted.add(call);
			return call;
		}
		if (!there.fingerprint().equals(fingerprint)) {
			return new Claim.Denied(new KeyConflict(KeyConflict.Reason.OTHER_REQUEST));
		}
		return repeated(there.answer(), there.state());
	}

	private @Nullable Entry claim(Ownership ownership, Fingerprint fingerprint, Instant now) {
		try {
			return this.store.claim(ownership, fingerprint, now, now.plus(this.properties.lease()));
		}
		catch (CannotGetJdbcConnectionException ex) {
			throw ex;
		}
		catch (DataAccessException ex) {
			// it may have been granted, and the word of it lost
			this.threads.later(RETRY, () -> attempt(() -> this.store.release(ownership)));
			throw ex;
		}
	}

	private static Claim repeated(@Nullable KeptAnswer answer, IdempotencyStore.State state) {
		if (answer != null) {
			return new Claim.Answered(answer);
		}
		return new Claim.Denied(new KeyConflict((state == IdempotencyStore.State.TOO_LARGE)
				? KeyConflict.Reason.RESULT_TOO_LARGE : KeyConflict.Reason.IN_PROGRESS));
	}

	private static Claim unavailable() {
		return new Claim.Denied(
				new Unavailable("Idempotency keys cannot be heeded now; nothing was done", "idempotency_unavailable"));
	}

	CompletableFuture<Void> keep(GrantedCall call, int status, Map<String, String> headers) {
		Recording recording = call.recording();
		return insist(call, () -> {
			Instant until = this.clock.instant().plus(this.properties.ttl());
			if (recording.isTooLarge()) {
				this.store.keepTooLarge(call.ownership(), until);
			}
			else {
				this.store.keep(call.ownership(), new KeptAnswer(status, headers, recording.bytes()), until);
			}
		});
	}

	CompletableFuture<Void> release(GrantedCall call) {
		return insist(call, () -> this.store.release(call.ownership()));
	}

	private CompletableFuture<Void> insist(GrantedCall call, Runnable write) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		insist(call, write, done, TRIES);
		return done.completeOnTimeout(null, KEEP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void insist(GrantedCall call, Runnable write, CompletableFuture<Void> done, int tries) {
		boolean runs = this.threads.run(() -> {
			try {
				write.run();
				done(call, done);
			}
			catch (RuntimeException ex) {
				if (tries == 1 || !this.threads.later(RETRY, () -> insist(call, write, done, tries - 1))) {
					logger.warn("The store was not told what became of a call with an idempotency key; "
							+ "the key is in use until its claim ends", ex);
					done(call, done);
				}
			}
		});
		if (!runs) {
			done(call, done);
		}
	}

	private void done(GrantedCall call, CompletableFuture<Void> done) {
		this.granted.remove(call);
		call.recording().close();
		done.complete(null);
	}

	private void renew() {
		List<Ownership> claims = this.granted.stream().map(GrantedCall::ownership).toList();
		if (!claims.isEmpty()) {
			attempt(() -> this.store.renew(claims, this.clock.instant().plus(this.properties.lease())));
		}
	}

	private void sweep() {
		attempt(() -> {
			int batches = 0;
			// the rest waits for the next time, and others for neither
			while (batches < SWEEP_BATCHES
					&& this.store.deleteExpired(this.clock.instant(), SWEEP_ROWS) == SWEEP_ROWS) {
				batches++;
			}
		});
	}

	private static void attempt(Runnable task) {
		try {
			task.run();
		}
		catch (DataAccessException ex) {
			logger.debug("The store of idempotency keys is away", ex);
		}
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
