package dev.tollgate.provider;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One of the gateway's keys at a provider, and whether it may be used now: not while it
 * is rate limited, out of quota or refused, and not while calls with it fail.
 */
final class ProviderKey {

	private static final Log logger = LogFactory.getLog(ProviderKey.class);

	private final String provider;

	private final int ordinal;

	private final ProviderCredential credential;

	private final KeyBreaker breaker;

	/** How long a key that is refused or out of quota is not used; zero for never. */
	private final long benchNanos;

	private final AtomicReference<@Nullable Bench> bench = new AtomicReference<>();

	/** Whether a call is under way that tries a key that was refused or exhausted. */
	private final AtomicBoolean tried = new AtomicBoolean();

	ProviderKey(String provider, int ordinal, ProviderCredential credential, KeyBreaker breaker, Duration bench) {
		this.provider = provider;
		this.ordinal = ordinal;
		this.credential = credential;
		this.breaker = breaker;
		this.benchNanos = bench.toNanos();
	}

	ProviderCredential credential() {
		return this.credential;
	}

	/** Gives a permit, or null if the key may not be used now. */
	@Nullable Permit tryAcquire(ProviderKeys keys, long now) {
		Bench bench = this.bench.get();
		boolean doubtful = false;
		if (bench != null) {
			doubtful = bench.isDoubtful();
			if (!bench.isOver(now) || (doubtful && !this.tried.compareAndSet(false, true))) {
				return null;
			}
		}
		KeyBreaker.Leave leave = this.breaker.tryAcquire(now);
		if (leave == KeyBreaker.Leave.DENIED) {
			if (doubtful) {
				this.tried.set(false);
			}
			return null;
		}
		return new Permit(keys, this, leave == KeyBreaker.Leave.TRIAL, doubtful);
	}

	/**
	 * Gives a permit although the key failed or was refused, or null if its rate is still
	 * limited or nobody is there.
	 */
	@Nullable Permit insist(ProviderKeys keys, long now) {
		Bench bench = this.bench.get();
		boolean resting = bench != null && (bench.isDoubtful() || !bench.isOver(now));
		if (this.breaker.isDead() || (bench != null && resting && !bench.isDoubtful())) {
			return null;
		}
		// of a key that was refused, one call at a time
		boolean tries = !resting || this.tried.compareAndSet(false, true);
		return tries ? Permit.insisted(keys, this, resting) : null;
	}

	/**
	 * A call that was insisted on went well, so that whatever spoke against it is over.
	 */
	void insisted(boolean doubtful, long now) {
		this.breaker.insisted(now);
		Bench bench = this.bench.get();
		if (bench != null && this.bench.compareAndSet(bench, null)) {
			logger.info(name() + " is accepted again");
		}
		untried(doubtful);
	}

	void succeeded(boolean trial, boolean doubtful, long now) {
		this.breaker.succeeded(trial, now);
		Bench bench = this.bench.get();
		// what was asked before the bench says nothing about it
		if (bench != null && bench.isOver(now) && (doubtful || !bench.isDoubtful())
				&& this.bench.compareAndSet(bench, null) && bench.isDoubtful()) {
			logger.info(name() + " is accepted again");
		}
		untried(doubtful);
	}

	void failed(GatewayException failure, boolean trial, boolean doubtful, boolean connectTimedOut, boolean reached,
			long now) {
		switch (failure) {
			case RateLimited limited -> {
				bench(limited, now);
				answered(trial, now);
			}
			case UpstreamFailed failed when failed.reason() == Reason.UPSTREAM_AUTH -> {
				bench(KeyState.Status.REFUSED, now);
				answered(trial, now);
			}
			case UpstreamFailed failed -> this.breaker.failed(failed, trial, connectTimedOut, reached, now);
			default -> answered(trial, now);
		}
		untried(doubtful);
	}

	/**
	 * The provider refused, so it is there: which is all that a trial is to find out.
	 */
	private void answered(boolean trial, long now) {
		if (trial) {
			this.breaker.succeeded(true, now);
		}
	}

	void released(boolean trial, boolean doubtful, long now) {
		this.breaker.released(trial, now);
		untried(doubtful);
	}

	private void untried(boolean doubtful) {
		if (doubtful) {
			this.tried.set(false);
		}
	}

	private void bench(RateLimited limited, long now) {
		if (limited.isExhausted()) {
			bench(KeyState.Status.EXHAUSTED, now);
		}
		else if (this.benchNanos > 0) {
			this.bench.updateAndGet((before) -> Bench.rateLimited(before, limited, now));
		}
	}

	private void bench(KeyState.Status cause, long now) {
		if (this.benchNanos == 0) {
			return;
		}
		Bench before = this.bench.getAndUpdate((old) -> Bench.of(cause, old, this.benchNanos, now));
		if (before == null || before.cause() != cause) {
			// once, until it is accepted again: somebody has to do something
			logger.error(name() + ((cause == KeyState.Status.REFUSED) ? " is refused" : " is out of quota")
					+ "; it is not used for a while");
		}
	}

	private String name() {
		return "Key " + this.ordinal + " at the provider '" + this.provider + "'";
	}

	/** What may be done with it; asking changes nothing. */
	KeyState state(long now) {
		Bench bench = this.bench.get();
		if (bench != null && (!bench.isOver(now) || bench.isDoubtful())) {
			return new KeyState(this.ordinal, bench.cause(), Duration.ofNanos(Math.max(0, bench.until() - now)));
		}
		KeyState.Status status = this.breaker.status();
		return new KeyState(this.ordinal, status,
				(status == KeyState.Status.READY) ? null : this.breaker.untilTrial(now));
	}

	UpstreamFailed circuitOpen(long now) {
		return this.breaker.denial(now);
	}

}
