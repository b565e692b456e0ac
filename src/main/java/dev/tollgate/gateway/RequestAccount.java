package dev.tollgate.gateway;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import dev.tollgate.chat.RateLimits;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.limits.Grant;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one request add up to. Where policies may call more than once,
 * nobody knows of an attempt that it was the last until they are done: its settlement
 * waits until then, or until the next one begins.
 */
final class RequestAccount {

	private boolean open;

	private boolean closed;

	private int held;

	private int settled;

	private int made;

	private long elsewhere;

	private @Nullable Usd cost;

	private long tokens;

	private @Nullable Consumer<Boolean> waiting;

	private @Nullable Grant grant;

	/**
	 * Creates the account of a request.
	 * @param open whether another call may follow when one has ended
	 */
	RequestAccount(boolean open) {
		this.open = open;
	}

	/** Whether another call may follow when one has ended. */
	synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * The number of the next attempt in the ledger, from 1.
	 * @throws CancellationException if the request has ended: nothing may be spent on it
	 */
	synchronized int next() {
		if (this.closed) {
			throw new CancellationException("The request has ended");
		}
		return this.held + 1;
	}

	/** The request was let in, and has something to give back at its end. */
	synchronized void granted(Grant grant) {
		this.grant = grant;
	}

	/** What its caller may be told of its limits, or null. */
	synchronized @Nullable RateLimits limits() {
		return (this.grant != null) ? this.grant.limits() : null;
	}

	/** The attempt is in the ledger, so that the one before it was not the last. */
	synchronized void held() {
		this.held++;
		Consumer<Boolean> waiting = this.waiting;
		this.waiting = null;
		if (waiting != null) {
			waiting.accept(false);
		}
	}

	/** How many attempts are in the ledger. */
	synchronized int attemptsHeld() {
		return this.held;
	}

	/** An attempt is made. */
	synchronized void made() {
		this.made++;
	}

	/** How many attempts were made. */
	synchronized int attempts() {
		return this.made;
	}

	/** So much time in nanoseconds was the provider's, or spent in waiting for it. */
	synchronized void elsewhere(long nanos) {
		this.elsewhere += nanos;
	}

	synchronized long elsewhere() {
		return this.elsewhere;
	}

	synchronized void spent(@Nullable Cost cost, TokenUsage usage) {
		this.tokens += usage.total();
		if (cost != null) {
			this.cost = (this.cost != null) ? this.cost.plus(cost.total()) : cost.total();
		}
	}

	/** What the attempts cost together, or null where none has a price. */
	synchronized @Nullable Usd cost() {
		return this.cost;
	}

	/**
	 * Settles an attempt.
	 * @param last whether no other of the same call follows
	 * @param settlement told whether no other of the same request follows
	 */
	void settle(boolean last, Consumer<Boolean> settlement) {
		synchronized (this) {
			this.settled++;
			if (last && this.open) {
				this.waiting = settlement;
				return;
			}
			if (last) {
				giveBack();
			}
		}
		settlement.accept(last);
	}

	/** Nothing runs, and nothing will: what ends a request that had no attempt. */
	synchronized void over() {
		if (!this.open) {
			giveBack();
		}
	}

	/**
	 * Gives back what was granted, if no attempt is under way. It comes before the ledger
	 * hears of the end, so that the ledger never has more than was counted.
	 */
	private void giveBack() {
		if (this.grant != null && this.settled == this.held) {
			this.grant.end((this.cost != null) ? this.cost : Usd.ZERO, this.tokens);
		}
	}

	/**
	 * Ends the request: an attempt that is under way yet is its last.
	 */
	synchronized void close() {
		this.open = false;
		this.closed = true;
		giveBack();
		Consumer<Boolean> waiting = this.waiting;
		this.waiting = null;
		if (waiting != null) {
			waiting.accept(true);
		}
	}

}
