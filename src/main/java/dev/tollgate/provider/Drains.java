package dev.tollgate.provider;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The calls to one provider that go on after their callers went away, so that the
 * provider's own figures can be billed.
 */
final class Drains {

	private final @Nullable DrainLimits limits;

	private final Set<Exchange> calls = ConcurrentHashMap.newKeySet();

	private final AtomicInteger count = new AtomicInteger();

	private volatile @Nullable CompletableFuture<Void> closing;

	/** Without limits no call goes on. */
	Drains(@Nullable DrainLimits limits) {
		this.limits = limits;
	}

	/** Whether calls go on at all. */
	boolean wanted() {
		return this.limits != null && this.closing == null;
	}

	/**
	 * Lets a call go on, if it may.
	 * @return how far, or null if it is to end at once
	 */
	@Nullable DrainLimits begin(Exchange call) {
		DrainLimits limits = this.limits;
		if (limits == null) {
			return null;
		}
		if (this.count.incrementAndGet() > limits.maxCalls()) {
			this.count.decrementAndGet();
			return null;
		}
		this.calls.add(call);
		if (this.closing != null) {
			end(call);
			return null;
		}
		return limits;
	}

	/** A call that went on has ended, whichever way. */
	void end(Exchange call) {
		if (this.calls.remove(call)) {
			this.count.decrementAndGet();
			completeIfClosed();
		}
	}

	int open() {
		return this.count.get();
	}

	/**
	 * Ends all that are open, and lets no further call go on.
	 * @return what completes when all have said how they ended
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> closing = new CompletableFuture<>();
		this.closing = closing;
		this.calls.forEach(Exchange::giveUp);
		completeIfClosed();
		return closing;
	}

	/** Takes a {@link #close} back. */
	void reopen() {
		this.closing = null;
	}

	private void completeIfClosed() {
		CompletableFuture<Void> closing = this.closing;
		if (closing != null && this.calls.isEmpty()) {
			closing.complete(null);
		}
	}

}
