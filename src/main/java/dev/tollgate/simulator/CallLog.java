package dev.tollgate.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The newest calls, oldest first, and how many of all are still open.
 */
final class CallLog {

	private static final int KEPT = 10_000;

	private static final long BODIES_KEPT = 64L << 20;

	private final Deque<OngoingCall> calls = new ArrayDeque<>();

	private final Set<OngoingCall> withBody = new LinkedHashSet<>();

	private final AtomicInteger open = new AtomicInteger();

	private long bodyBytes;

	synchronized void add(OngoingCall call) {
		this.open.incrementAndGet();
		if (this.calls.size() == KEPT) {
			dropBody(this.calls.removeFirst());
		}
		this.calls.addLast(call);
	}

	// A load test's bodies must not fill the heap: the oldest are dropped first
	synchronized void kept(OngoingCall call, long bytes) {
		this.withBody.add(call);
		this.bodyBytes += bytes;
		while (this.bodyBytes > BODIES_KEPT) {
			dropBody(this.withBody.iterator().next());
		}
	}

	void ended() {
		this.open.decrementAndGet();
	}

	synchronized List<SimulatedCall> snapshots() {
		List<SimulatedCall> snapshots = new ArrayList<>(this.calls.size());
		for (OngoingCall call : this.calls) {
			snapshots.add(call.snapshot());
		}
		return List.copyOf(snapshots);
	}

	int open() {
		return this.open.get();
	}

	// What is open stays, since it is still open
	synchronized void clear() {
		this.calls.removeIf((call) -> {
			boolean ended = !call.active();
			if (ended) {
				dropBody(call);
			}
			return ended;
		});
	}

	private void dropBody(OngoingCall call) {
		if (this.withBody.remove(call)) {
			this.bodyBytes -= call.forgetBody();
		}
	}

}
