package dev.tollgate.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.RequestId;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/** A database in memory that fails as it is told. */
final class MemoryStore implements LedgerStore {

	final Map<RequestId, RecordedRequest> requests = new LinkedHashMap<>();

	final Map<Call, LedgerEntry> reserved = new LinkedHashMap<>();

	/** Requests that it does not take. */
	final Set<RequestId> refused = new HashSet<>();

	volatile boolean failing;

	/** How many commits it does not live to tell of. */
	volatile int failingAfterCommit;

	volatile boolean refusingToDrop;

	volatile int drops;

	int largestBatch;

	/** How often a batch had the same request twice. */
	int doubles;

	volatile int writes;

	int syncs;

	/** A copy, for whoever asks while the writer writes. */
	synchronized Map<RequestId, RecordedRequest> requests() {
		return Map.copyOf(this.requests);
	}

	@Override
	public void prepare() {
		check();
	}

	private void check() {
		if (this.failing) {
			throw new DataAccessResourceFailureException("down");
		}
	}

	@Override
	public synchronized void write(List<RecordedRequest> ended, List<LedgerEntry> reserved) {
		check();
		this.writes++;
		refuse(ended.stream().map(MemoryStore::id).toList());
		refuse(reserved.stream().map(MemoryStore::id).toList());
		this.largestBatch = Math.max(this.largestBatch, ended.size());
		Set<RequestId> inBatch = new HashSet<>();
		for (RecordedRequest request : ended) {
			this.doubles += inBatch.add(id(request)) ? 0 : 1;
			this.requests.putIfAbsent(id(request), request);
		}
		reserved.forEach((entry) -> this.reserved.putIfAbsent(Call.of(entry), entry));
		if (this.failingAfterCommit > 0) {
			this.failingAfterCommit--;
			throw new DataAccessResourceFailureException("lost after the commit");
		}
	}

	private void refuse(List<RequestId> ids) {
		if (ids.stream().anyMatch(this.refused::contains)) {
			throw new DataIntegrityViolationException("refused");
		}
	}

	private static RequestId id(RecordedRequest request) {
		return request.request().identity().id();
	}

	private static RequestId id(LedgerEntry entry) {
		return entry.request().identity().id();
	}

	@Override
	public synchronized List<LedgerEntry> reserved() {
		check();
		List<LedgerEntry> open = new ArrayList<>(this.reserved.values());
		open.removeIf((entry) -> this.requests.containsKey(id(entry)));
		return open;
	}

	@Override
	public void sync() {
		check();
		this.syncs++;
	}

	@Override
	public synchronized void dropBefore(Instant instant) {
		this.drops++;
		if (this.refusingToDrop) {
			throw new DataAccessResourceFailureException("not allowed to drop");
		}
		check();
	}

	/**
	 * A call to a provider.
	 *
	 * @param request its request
	 * @param number which attempt it is
	 */
	record Call(RequestId request, int number) {

		static Call of(LedgerEntry entry) {
			return new Call(id(entry), entry.attempt().number());
		}

	}

}
