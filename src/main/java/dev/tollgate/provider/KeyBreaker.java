package dev.tollgate.provider;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/**
 * The circuit breaker of one key. Resilience4j counts, decides that it opens and tells
 * its state; when it is tried again is decided here, because Resilience4j knows only how
 * many trials may run at once, not how many there may be in a time. A trial's result
 * closes it or leaves it open; what calls from before it opened say later is not heard.
 */
final class KeyBreaker {

	/** Trials under way at once, if they hang. */
	static final int MAX_TRIALS = 100;

	private final CircuitBreaker breaker;

	private final BreakerSettings settings;

	private final long waitNanos;

	private final long connectNanos;

	/** When the next trial may begin; moved on by whoever begins it. */
	private final AtomicLong nextTrial = new AtomicLong();

	private final AtomicInteger unreachableInARow = new AtomicInteger();

	private volatile boolean dead;

	private volatile long lastSuccess;

	private volatile Reason openedBy = Reason.UPSTREAM_UNREACHABLE;

	/**
	 * Creates the breaker.
	 * @param breaker counts and holds the state
	 * @param settings when it opens
	 * @param connect how long a connection may take to stand
	 * @param now the time in nanoseconds
	 */
	KeyBreaker(CircuitBreaker breaker, BreakerSettings settings, Duration connect, long now) {
		this.breaker = breaker;
		this.settings = settings;
		this.waitNanos = settings.trialEvery().toNanos();
		this.connectNanos = connect.toNanos();
		this.lastSuccess = now - this.connectNanos - 1;
	}

	/** What a call is to the breaker. */
	enum Leave {

		/** It may not be made. */
		DENIED,
		/** One of many. */
		CALL,
		/** One that tries whether the provider is back. */
		TRIAL

	}

	Leave tryAcquire(long now) {
		if (!this.settings.enabled() || this.breaker.getState() == CircuitBreaker.State.CLOSED) {
			return Leave.CALL;
		}
		long next = this.nextTrial.get();
		if (now - next < 0 || !this.nextTrial.compareAndSet(next, now + this.waitNanos)) {
			if (this.breaker.getState() == CircuitBreaker.State.OPEN) {
				// it never lets a call through by itself, but it counts
				var _ = this.breaker.tryAcquirePermission();
			}
			return Leave.DENIED;
		}
		if (this.breaker.getState() == CircuitBreaker.State.OPEN) {
			this.breaker.transitionToHalfOpenState();
		}
		return this.breaker.tryAcquirePermission() ? Leave.TRIAL : Leave.DENIED;
	}

	/** A call came to nothing that would say something about the provider. */
	void released(boolean trial, long now) {
		if (trial && isHalfOpen()) {
			this.breaker.releasePermission();
			this.nextTrial.set(now);
		}
	}

	void succeeded(boolean trial, long now) {
		if (!this.settings.enabled()) {
			return;
		}
		if (this.breaker.getState() == CircuitBreaker.State.CLOSED) {
			this.lastSuccess = now;
			if (this.unreachableInARow.getPlain() != 0) {
				this.unreachableInARow.set(0);
			}
			this.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
		}
		else if (trial && isHalfOpen()) {
			this.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
			this.unreachableInARow.set(0);
			this.lastSuccess = now;
			this.breaker.transitionToClosedState();
		}
	}

	/** A call that was made although it is open went well. */
	void insisted(long now) {
		if (isClosed()) {
			succeeded(false, now);
			return;
		}
		this.unreachableInARow.set(0);
		this.lastSuccess = now;
		this.breaker.transitionToClosedState();
	}

	/**
	 * A call failed by the provider's fault.
	 * @param connectTimedOut whether no connection could be made in the time for it
	 * @param reached whether a connection could be made
	 */
	void failed(UpstreamFailed failure, boolean trial, boolean connectTimedOut, boolean reached, long now) {
		if (!this.settings.enabled()) {
			return;
		}
		if (this.breaker.getState() == CircuitBreaker.State.CLOSED) {
			// before it can open
			opens(failure, now);
			this.breaker.onError(0, TimeUnit.NANOSECONDS, failure);
			this.dead = isDead(failure, connectTimedOut, reached, now);
			if (this.dead && this.breaker.getState() == CircuitBreaker.State.CLOSED) {
				this.breaker.transitionToOpenState();
			}
		}
		else if (trial && isHalfOpen()) {
			opens(failure, now);
			this.breaker.onError(0, TimeUnit.NANOSECONDS, failure);
			this.breaker.transitionToOpenState();
		}
	}

	private void opens(UpstreamFailed failure, long now) {
		this.nextTrial.set(now + this.waitNanos);
		this.openedBy = failure.reason();
	}

	/**
	 * Whether nobody is there: no success between failures, or a whole connect timeout
	 * without any. To wait for more of those would cost callers seconds each.
	 */
	private boolean isDead(UpstreamFailed failure, boolean connectTimedOut, boolean reached, long now) {
		if (reached || failure.reason() != Reason.UPSTREAM_UNREACHABLE) {
			this.unreachableInARow.set(0);
			return false;
		}
		return this.unreachableInARow.incrementAndGet() >= this.settings.failuresInARow()
				|| (connectTimedOut && now - this.lastSuccess > this.connectNanos);
	}

	private boolean isHalfOpen() {
		return this.breaker.getState() == CircuitBreaker.State.HALF_OPEN;
	}

	/** Whether it is open because nobody could be reached at all. */
	boolean isDead() {
		return !isClosed() && this.dead;
	}

	boolean isClosed() {
		return !this.settings.enabled() || this.breaker.getState() == CircuitBreaker.State.CLOSED;
	}

	/** What it is, without asking for leave. */
	KeyState.Status status() {
		if (isClosed()) {
			return KeyState.Status.READY;
		}
		return isHalfOpen() ? KeyState.Status.CIRCUIT_HALF_OPEN : KeyState.Status.CIRCUIT_OPEN;
	}

	/** How long it is until the next trial; not negative. */
	Duration untilTrial(long now) {
		return Duration.ofNanos(Math.max(0, this.nextTrial.get() - now));
	}

	UpstreamFailed denial(long now) {
		return new UpstreamFailed(this.openedBy,
				"The provider is not called for a moment, because it failed: its circuit is open", untilTrial(now));
	}

}
