package dev.tollgate.limits;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.Unavailable;

import org.springframework.stereotype.Component;

/**
 * How many calls may be in flight in the whole gateway, streams included. The limit is
 * raised by addition and lowered by multiplication, as TCP does it: see {@link #grow} and
 * {@link #shrink}.
 */
@Component
public final class CallLimit {

	/** What remains of the calls in flight where they are too many, in percent. */
	private static final int BACKOFF = 80;

	private final int min;

	private final int max;

	private final int step;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final LongAdder shed = new LongAdder();

	private volatile int limit;

	private volatile boolean closed;

	CallLimit(OverloadProperties properties) {
		this.min = properties.minCalls();
		this.max = properties.maxCalls();
		this.step = Math.max(1, this.min / 10);
		// without a sign of overload there is no reason to refuse anybody
		this.limit = this.max;
	}

	/**
	 * Lets a call in, which then has to {@link #leave} once. Two that come at once where
	 * there is room for one may both be refused; never are there more than the limit.
	 * @throws Unavailable if there is no room, or after {@link #close}
	 */
	public void enter() {
		if (this.inFlight.incrementAndGet() > this.limit || this.closed) {
			this.inFlight.decrementAndGet();
			throw refusal();
		}
	}

	private Unavailable refusal() {
		if (this.closed) {
			return new Unavailable("The gateway is shutting down", "shutting_down");
		}
		this.shed.increment();
		return new Unavailable("The gateway has too many calls in flight", "overloaded");
	}

	/** A call that was let in has ended, whichever way. */
	public void leave() {
		this.inFlight.decrementAndGet();
	}

	/** Lets no call in any more: the gateway is about to end. */
	public void close() {
		this.closed = true;
	}

	/** Takes a {@link #close} back. */
	public void open() {
		this.closed = false;
	}

	/**
	 * The calls that were let in and have not ended.
	 * @return how many there are
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	int limit() {
		return this.limit;
	}

	long shed() {
		return this.shed.sum();
	}

	/** Nothing speaks against more calls: allows some more, if as many as may come do. */
	void grow() {
		int limit = this.limit;
		if (2L * this.inFlight.get() >= limit) {
			this.limit = Math.min(this.max, limit + this.step);
		}
	}

	/**
	 * There are too many calls: allows fewer than there are now, whatever the limit was,
	 * because one that nobody reached says nothing.
	 * @return whether it did; where so few are in flight that all of them may be, they
	 * are not what makes the gateway late
	 */
	boolean shrink() {
		int present = this.inFlight.get();
		if (present <= this.min) {
			return false;
		}
		this.limit = Math.max(this.min, (int) (Math.min(this.limit, (long) present) * BACKOFF / 100));
		return true;
	}

}
