package dev.tollgate.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest calls, oldest first, and how many of all are still open.
 */
final class CallLog {

	private static final int KEPT = 10_000;

	private final Deque<OngoingCall> calls = new ArrayDeque<>();

	synchronized void add(OngoingCall call) {
		if (this.calls.size() == KEPT) {
			this.calls.removeFirst();
		}
		this.calls.addLast(call);
	}

	synchronized List<SimulatedCall> snapshots() {
		List<SimulatedCall> snapshots = new ArrayList<>(this.calls.size());
		for (OngoingCall call : this.calls) {
			snapshots.add(call.snapshot());
		}
		return List.copyOf(snapshots);
	}

	synchronized int open() {
		return (int) this.calls.stream().filter(OngoingCall::active).count();
	}

	// Forgets what has ended; what is open stays, since it is still open.
	synchronized void clear() {
		this.calls.removeIf((call) -> !call.active());
	}

}
