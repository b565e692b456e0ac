package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
		List<Ended> ended = new ArrayList<>();
		this.open.entrySet().removeIf((call) -> {
			Open hold = call.getValue();
			if (hold.segment >= firstOfThisRun) {
				return false;
			}
			Ended before = this.unfinished.remove(call.getKey().id());
			Ended request = (before != null) ? before : new Ended();
			if (!hold.written) {
				request.segments.add(hold.segment);
			}
			request.end(recovery.end(request.attempts, hold.entry, hold.output));
			return ended.add(request);
		});
		this.unfinished.values().removeIf((request) -> {
			if (request.segments.getFirst() >= firstOfThisRun) {
				return false;
			}
			request.end(recovery.end(request.attempts, null, 0));
			return ended.add(request);
		});
		return ended;
	}

	/**
	 * The calls that have been under way for long and of which the database knows not.
	 */
	List<Open> overdue(long nanos) {
		long now = System.nanoTime();
		return this.open.values().stream().filter((hold) -> !hold.written && now - hold.since > nanos).toList();
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

	/** Has the journal keep a segment for good. */
	void keep(long segment) {
		this.needed.merge(segment, 1, Integer::sum);
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

		Open(LedgerEntry entry, long segment, long since) {
			this.entry = entry;
			this.segment = segment;
			this.since = since;
		}

		LedgerEntry entry() {
			return this.entry;
		}

	}

	/** A request that has ended, and the segments that hold its records. */
	static final class Ended {

		private List<LedgerEntry> attempts = new ArrayList<>(1);

		private final List<Long> segments = new ArrayList<>(2);

		private boolean written;

		private void add(LedgerEntry entry, long segment) {
			this.attempts.add(entry);
			this.segments.add(segment);
		}

		private void end(RecordedRequest recovered) {
			this.attempts = recovered.attempts();
		}

		RecordedRequest request() {
			return new RecordedRequest(this.attempts);
		}

	}

}
