package dev.tollgate.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.tollgate.pricing.Usd;
import dev.tollgate.redis.Outage;
import dev.tollgate.redis.RedisLink;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway has been given, as Redis is told of it: what has ended, that the rest
 * is still held, and all of it again when Redis has lost it or comes back.
 */
final class SharedGrants {

	private static final Log logger = LogFactory.getLog(SharedGrants.class);

	/** How long Redis takes a gateway for one that is there. */
	private static final Duration ALIVE = Duration.ofSeconds(5);

	/** More need not be remembered: the ledger knows what they cost. */
	private static final int MOST_PENDING = 10_000;

	/**
	 * A reply that is late by itself is no outage yet, nor are all those that this
	 * gateway's own pause made late at once: they count as one.
	 */
	private static final int FAILURES = 3;

	/** Beats are not in the way of a request. */
	private static final Duration BEAT_PATIENCE = Duration.ofSeconds(1);

	private final String gateway = UUID.randomUUID().toString();

	private final AtomicLong ids = new AtomicLong();

	private final Set<SharedGrant> active = ConcurrentHashMap.newKeySet();

	private final LinkedBlockingQueue<Ended> pending = new LinkedBlockingQueue<>(MOST_PENDING);

	private final Set<CompletableFuture<Void>> telling = ConcurrentHashMap.newKeySet();

	private final LimitScripts scripts;

	private final OutageSlices slices;

	private final Outage outage;

	private final Duration patience;

	private final Duration lease;

	private final AtomicInteger failures = new AtomicInteger();

	/** When a late reply was counted last, by {@link System#nanoTime()}. */
	private final AtomicLong late;

	private volatile String generation = "";

	private volatile int gateways = 1;

	private @Nullable CompletableFuture<Void> beating;

	SharedGrants(LimitScripts scripts, OutageSlices slices, Outage outage, LimitProperties properties) {
		this.scripts = scripts;
		this.slices = slices;
		this.outage = outage;
		this.patience = properties.redisTimeout();
		this.lease = properties.lease();
		this.late = new AtomicLong(System.nanoTime() - this.patience.toNanos());
	}

	/** Whether Redis is away, as far as is known. */
	boolean isAlone() {
		return this.outage.isOn();
	}

	/** The share of limits that this gateway may give away while it is alone. */
	Share share() {
		return Share.ofOne(this.gateways);
	}

	/** What Redis's memory is known by, as long as it has lost nothing. */
	String generation() {
		return this.generation;
	}

	/** What no other grant is known by. */
	String newId() {
		return this.gateway + "-" + this.ids.incrementAndGet();
	}

	void add(SharedGrant grant) {
		this.active.add(grant);
	}

	int active() {
		return this.active.size();
	}

	/** Whether Redis is being told of something that has ended. */
	boolean isTelling() {
		return !this.telling.isEmpty();
	}

	/** Redis was in time. */
	void worked() {
		this.failures.set(0);
	}

	/** Redis was not in time, or not there. */
	void failed(Throwable failure) {
		Throwable cause = RedisLink.cause(failure);
		logger.debug("Redis did not do what it was asked", cause);
		if (!(cause instanceof TimeoutException) || (isLateAnew() && this.failures.incrementAndGet() >= FAILURES)) {
			this.outage.failed(cause);
		}
	}

	private boolean isLateAnew() {
		long last = this.late.get();
		long now = System.nanoTime();
		return now - last >= this.patience.toNanos() && this.late.compareAndSet(last, now);
	}

	/** A grant is over: Redis is told, now or later. */
	void end(SharedGrant grant, Usd spent, long tokens) {
		this.active.remove(grant);
		Ended ended = new Ended(grant.claim(), grant.takenAt(), tokens, grant.isShared() ? null : grant.held(), spent);
		if (isAlone()) {
			remember(ended);
		}
		else {
			var _ = tell(ended);
		}
	}

	/** Redis may have given what nobody waited for. */
	void giveBack(SharedClaim claim) {
		remember(new Ended(claim, null, 0, null, Usd.ZERO));
	}

	private void remember(Ended ended) {
		if (!this.pending.offer(ended)) {
			// the first to end in an outage may have slots in Redis, later ones were
			// never there
			logger.debug("Redis will not hear of everything that has ended meanwhile");
		}
	}

	private CompletableFuture<Void> tell(Ended ended) {
		CompletableFuture<Void> told = settle(ended);
		this.telling.add(told);
		var _ = told.whenComplete((_, _) -> this.telling.remove(told));
		return told;
	}

	/** What Redis does not hold it cannot settle: it hears of that first. */
	private CompletableFuture<Void> settle(Ended ended) {
		CompletableFuture<?> held = (ended.unheld() != null)
				? inTime(this.scripts.hold(ended.claim().holdKeys(),
						ended.claim().endedArguments(this.lease, ended.unheld())))
				: CompletableFuture.completedFuture(null);
		return held
			.thenCompose((_) -> inTime(this.scripts.settle(ended.claim().settleKeys(),
					ended.claim().settleArguments(ended.takenAt(), ended.tokens(), ended.spent()))))
			.handle((_, failure) -> {
				if (failure != null) {
					failed(failure);
					// tokens are not corrected twice
					remember(ended.again());
				}
				return null;
			});
	}

	<T> CompletableFuture<T> inTime(CompletableFuture<T> reply) {
		return reply.orTimeout(this.patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Tells Redis that this gateway is there, and what it does not know.
	 * @return completes when it has heard, whether that came to an end or not
	 */
	synchronized CompletableFuture<Void> beat() {
		CompletableFuture<Void> beating = this.beating;
		if (beating != null && !beating.isDone()) {
			return beating;
		}
		beating = this.scripts
			.beat(List.of(SharedKeys.GENERATION, SharedKeys.GATEWAYS),
					List.of(this.gateway, Long.toString(ALIVE.toMillis())))
			.orTimeout(BEAT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.thenCompose((reply) -> heard(new AdmitReply(reply)))
			.handle((_, failure) -> {
				if (failure != null) {
					this.outage.failed(RedisLink.cause(failure));
				}
				return null;
			});
		this.beating = beating;
		return beating;
	}

	private CompletableFuture<Void> heard(AdmitReply reply) {
		this.gateways = (int) reply.number(1);
		boolean all = this.outage.isOn() || !reply.text(0).equals(this.generation);
		this.generation = reply.text(0);
		List<SharedGrant> due = this.active.stream()
			.filter((grant) -> all || grant.isDue(this.lease.toNanos() / 3))
			.toList();
		return InTurns.each(due, this::hold).thenCompose((_) -> back());
	}

	private CompletableFuture<?> hold(SharedGrant grant) {
		return this.scripts.hold(grant.claim().holdKeys(), grant.claim().holdArguments(this.lease, grant.held()))
			.orTimeout(BEAT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.thenRun(() -> heldAgain(grant));
	}

	private void heldAgain(SharedGrant grant) {
		grant.toldNow();
		if (grant.isEnded()) {
			// its end may have come between
			giveBack(grant.claim());
		}
	}

	private CompletableFuture<Void> back() {
		if (this.outage.isOn()) {
			this.slices.clear();
			this.outage.worked();
		}
		this.failures.set(0);
		List<Ended> ended = new ArrayList<>();
		this.pending.drainTo(ended);
		return InTurns.each(ended, this::tell);
	}

	/** Tells Redis what it is to know, as far as that takes no longer than a moment. */
	void close() {
		List<Ended> ended = new ArrayList<>();
		if (!isAlone()) {
			this.pending.drainTo(ended);
			for (Ended one : ended) {
				var _ = tell(one);
			}
		}
		try {
			var _ = CompletableFuture.allOf(this.telling.toArray(CompletableFuture[]::new))
				.get(BEAT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Redis is left to find out by itself what has ended", ex);
		}
	}

	/**
	 * A grant that is over.
	 *
	 * @param claim what it is known by
	 * @param takenAt when its tokens were taken, or null if they are not to be corrected
	 * @param tokens how many were used
	 * @param unheld what is to be held first, as Redis has not heard of it, or null
	 * @param spent what it has cost
	 */
	private record Ended(SharedClaim claim, @Nullable Long takenAt, long tokens, @Nullable Usd unheld, Usd spent) {

		Ended again() {
			return new Ended(this.claim, null, 0, this.unheld, this.spent);
		}

	}

}
