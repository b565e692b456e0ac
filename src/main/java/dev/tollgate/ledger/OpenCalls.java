package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Puts the journal's records together to requests, and keeps count of the records that
 * the journal must not forget yet. For one thread.
 */
final class OpenCalls {

	private final Map<Key, Open> open = new LinkedHashMap<>();

	/** Attempts that have ended, of requests that have not. */
	private final Map<RequestId, Ended> unfinished = new HashMap<>();

	private final Map<Long, Integer> needed = new HashMap<>();

	/** Requests that have ended and that the database does not take. */
	private final Set<RequestId> refused = new HashSet<>();

	/**
	 * Takes a record.
	 * @return the request that it ends, or null
	 */
	@Nullable Ended take(LedgerEntry entry, long segment) {
		RequestId id = entry.request().identity().id();
		Key key = new Key(id, entry.attempt().number());
		this.needed.merge(segment, 1, Integer::sum);
		Settlement settlement = entry.settlement();
		if (settlement == null) {
			this.open.put(key, new Open(entry, segment, System.nanoTime()));
			return null;
		}
		Ended request = this.unfinished.computeIfAbsent(id, (missing) -> new Ended());
		request.add(entry, segment);
		Open hold = this.open.remove(key);
		if (hold != null && !hold.written) {
			request.segments.add(hold.segment);
		}
		return settlement.last() ? this.unfinished.remove(id) : null;
	}

	/** Takes what is known of a call that goes on; the journal may forget it any time. */
	void take(Progress progress) {
		Open hold = this.open.get(new Key(progress.id(), progress.attempt()));
		if (hold != null) {
			hold.output = progress.output();
		}
	}

	/** Takes calls that the database knows as open and the journal no longer does. */
	void takeReserved(List<LedgerEntry> reserved) {
		for (LedgerEntry entry : reserved) {
			if (this.refused.contains(entry.request().identity().id())) {
				// it has ended, which the journal knows better
				continue;
			}
			Open known = new Open(entry, 0, System.nanoTime());
			known.written = true;
			this.open.putIfAbsent(new Key(entry.request().identity().id(), entry.attempt().number()), known);
		}
	}

	/**
	 * Ends what is open since before this run.
	 * @param firstOfThisRun the first segment that this run wrote
	 */
	List<Ended> recover(Recovery recovery, long firstOfThisRun) {
		// several calls of one request may be open, and are one row of it together
		Map<RequestId, List<Open>> left = new LinkedHashMap<>();
		this.unfinished.forEach((id, request) -> {
			if (request.segments.getFirst() < firstOfThisRun) {
				left.put(id, new ArrayList<>());
			}
		});
		this.open.entrySet().removeIf((call) -> {
			boolean old = call.getValue().segment < firstOfThisRun;
			return old && left.computeIfAbsent(call.getKey().id(), (_) -> new ArrayList<>()).add(call.getValue());
		});
		List<Ended> ended = new ArrayList<>();
		left.forEach((id, holds) -> {
			Ended before = this.unfinished.remove(id);
			Ended request = (before != null) ? before : new Ended();
			request.recover(recovery, holds);
			ended.add(request);
		});
		return ended;
	}

	/**
	 * The calls that have been under way for long and of which the database knows not.
	 */
	List<Open> overdue(long nanos) {
		long now = System.nanoTime();
		return this.open.values()
			.stream()
			.filter((hold) -> !hold.written && !hold.refused && now - hold.since > nanos)
			.toList();
	}

	/**
	 * The database does not take them: it is not asked again before the next start, and
	 * the journal keeps them.
	 */
	void refused(Collection<Ended> requests, Collection<Open> reserved) {
		requests.forEach((request) -> this.refused.add(request.request().request().identity().id()));
		reserved.forEach((hold) -> hold.refused = true);
	}

	/** The journal must not forget a record that nobody can read. */
	void keep(long segment) {
		this.needed.merge(segment, 1, Integer::sum);
	}

	/**
	 * The database has them, so that the journal need not. What is said twice counts
	 * once.
	 * @return how many rows are new there
	 */
	int written(Collection<Ended> requests, Collection<Open> reserved) {
		int rows = 0;
		for (Ended request : requests) {
			if (!request.written) {
				request.written = true;
				request.segments.forEach(this::release);
				rows += request.attempts.size();
			}
		}
		for (Open hold : reserved) {
			if (!hold.written) {
				hold.written = true;
				release(hold.segment);
			}
		}
		return rows;
	}

	private void release(long segment) {
		this.needed.computeIfPresent(segment, (number, count) -> (count > 1) ? count - 1 : null);
	}

	/** Whether a segment holds a record that is nowhere else. */
	boolean needs(long segment) {
		return this.needed.containsKey(segment);
	}

	private record Key(RequestId id, int attempt) {
	}

	/** A call that is under way. */
	static final class Open {

		private final LedgerEntry entry;

		private final long segment;

		private final long since;

		private boolean written;

		private long output;

		private boolean refused;

		Open(LedgerEntry entry, long segment, long since) {
			this.entry = entry;
			this.segment = segment;
			this.since = since;
		}

		LedgerEntry entry() {
			return this.entry;
		}

		/** How many tokens of its answer are known to have come. */
		long output() {
			return this.output;
		}

	}

	/** A request that has ended, and the segments that hold its records. */
	static final class Ended {

		private List<LedgerEntry> attempts = new ArrayList<>(1);

		private final List<Long> segments = new ArrayList<>(2);

		private boolean written;

		private int recovered;

		private void add(LedgerEntry entry, long segment) {
			this.attempts.add(entry);
			this.segments.add(segment);
		}

		private void recover(Recovery recovery, List<Open> holds) {
			List<Open> open = new ArrayList<>();
			for (Open hold : holds) {
				if (!hold.written) {
					this.segments.add(hold.segment);
				}
				// the database does not say which of a request's attempts have ended
				if (!hasEnded(hold.entry.attempt().number())) {
					open.add(hold);
				}
			}
			this.recovered = open.size();
			this.attempts = recovery.end(this.attempts, open).attempts();
		}

		private boolean hasEnded(int attempt) {
			return this.attempts.stream().anyMatch((entry) -> entry.attempt().number() == attempt);
		}

		/** How many of its attempts were recovered. */
		int recovered() {
			return this.recovered;
		}

		RecordedRequest request() {
			return new RecordedRequest(this.attempts);
		}

	}

}
