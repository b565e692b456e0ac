package dev.tollgate.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import dev.tollgate.ledger.LedgerProperties.Settings;
import dev.tollgate.ledger.OpenCalls.Ended;
import dev.tollgate.ledger.OpenCalls.Open;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;

/**
 * Brings what the journal has to the database, on a thread of its own, and lets the
 * journal forget it afterwards. While the database fails nothing moves on: the journal
 * keeps it all.
 */
final class LedgerWriter implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LedgerWriter.class);

	/** A database that fails is asked again after so many batches could have been. */
	private static final int RETRY_BATCHES = 5;

	/**
	 * An embedded database gets a fifth of one processor, for as long as that will do.
	 */
	private static final int REST_FACTOR = 4;

	private static final long RETENTION_NANOS = TimeUnit.HOURS.toNanos(1);

	/** How long a stop waits for the database to take the rest. */
	private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Journal journal;

	private final JournalReader reader;

	private final LedgerStore store;

	private final Recovery recovery;

	private final Settings settings;

	private final Clock clock;

	private final long retryNanos;

	private final OpenCalls calls = new OpenCalls();

	private final List<Ended> batch = new ArrayList<>();

	private final LongAdder pending;

	private final Questions questions;

	private final Thread thread;

	private long batchSince;

	private long dropped = System.nanoTime() - RETENTION_NANOS;

	private boolean down;

	private volatile long stopAt;

	private volatile boolean stopping;

	LedgerWriter(Journal journal, LedgerStore store, Recovery recovery, Settings settings, LongAdder pending,
			Clock clock) {
		this.journal = journal;
		this.reader = journal.reader();
		this.questions = new Questions(journal);
		this.store = store;
		this.recovery = recovery;
		this.settings = settings;
		this.pending = pending;
		this.clock = clock;
		this.retryNanos = Math.clamp(RETRY_BATCHES * settings.batchInterval().toNanos(),
				TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1));
		this.thread = Thread.ofPlatform().daemon().name("tollgate-ledger").unstarted(this::run);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Asks something once the database has all requests that have ended until now, those
	 * of earlier runs included; while it is away, that may be never.
	 * @param question asked on the thread of this, between two batches
	 * @return the answer
	 */
	<T> CompletableFuture<T> whenWritten(Supplier<T> question) {
		return this.questions.add(question);
	}

	private void run() {
		try {
			this.pending.add(this.journal.countOld(EntryCodec::isSettled));
			boolean going = insist(this.store::prepare) && replay();
			while (going && !isDone()) {
				going = work();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("The ledger's writer failed; rows stay in the journal until the next start", ex);
		}
	}

	private boolean isDone() {
		return this.stopping && (System.nanoTime() - this.stopAt > 0 || !hasMore());
	}

	private boolean hasMore() {
		boolean read = readBatch();
		return read || !this.batch.isEmpty();
	}

	/** Ends what earlier runs left open, once all that they wrote is in the database. */
	private boolean replay() {
		while (this.reader.isReplaying()) {
			boolean more = readBatch();
			if (!flush(List.of())) {
				return false;
			}
			if (!more) {
				break;
			}
		}
		boolean asked = insist(() -> this.calls.takeReserved(this.store.reserved()));
		List<Ended> recovered = asked ? this.calls.recover(this.recovery, this.reader.firstOfThisRun()) : List.of();
		int calls = recovered.stream().mapToInt(Ended::recovered).sum();
		if (calls > 0) {
			logger.info("Recovered " + calls + " calls that an earlier run did not see the end of");
		}
		this.pending.add(calls);
		this.batch.addAll(recovered);
		return asked && flush(List.of());
	}

	private boolean work() throws InterruptedException {
		boolean read = readBatch();
		boolean due = System.nanoTime() - this.batchSince > this.settings.batchInterval().toNanos();
		List<Open> overdue = this.calls.overdue(this.settings.reservedAfter().toNanos());
		boolean full = this.batch.size() >= this.settings.batchSize();
		boolean asked = this.stopping || this.questions.isDue();
		if (full || ((due || asked) && !this.batch.isEmpty()) || !overdue.isEmpty()) {
			if (!flush(overdue)) {
				return false;
			}
			// only here: what an earlier run left open is in the database by now
			this.questions.ask();
			return true;
		}
		this.questions.ask();
		if (!read) {
			dropOld();
			// holds grow old without a record that says so
			this.reader.await(this.settings.batchInterval().toNanos());
		}
		return true;
	}

	/**
	 * Reads what there is, up to a full batch; of earlier runs nothing beyond their end.
	 */
	private boolean readBatch() {
		boolean replaying = this.reader.isReplaying();
		boolean any = false;
		while (this.batch.size() < this.settings.batchSize() && this.reader.isReplaying() == replaying) {
			JournalReader.Item item = this.reader.next();
			if (item == null) {
				break;
			}
			any = true;
			take(item);
		}
		return any;
	}

	private void take(JournalReader.Item item) {
		Progress progress = Progress.read(item.bytes());
		if (progress != null) {
			this.calls.take(progress);
			return;
		}
		LedgerEntry entry;
		try {
			entry = EntryCodec.read(item.bytes());
		}
		catch (RuntimeException ex) {
			// perhaps a later version wrote it, which will be back
			logger.error("A record of the journal's segment " + item.segment() + " cannot be read; the segment is kept",
					ex);
			this.calls.keep(item.segment());
			return;
		}
		Ended ended = this.calls.take(entry, item.segment());
		if (ended != null) {
			if (this.batch.isEmpty()) {
				this.batchSince = System.nanoTime();
			}
			this.batch.add(ended);
		}
	}

	/** Writes the batch, however long that takes, unless the gateway stops. */
	private boolean flush(List<Open> overdue) {
		if (this.batch.isEmpty() && overdue.isEmpty()) {
			return true;
		}
		long begin = System.nanoTime();
		if (!insist(() -> write(this.batch, overdue))) {
			return false;
		}
		this.batch.clear();
		return forget() && rest(System.nanoTime() - begin);
	}

	/** Leaves the processor to calls for a while, unless the journal fills up. */
	private boolean rest(long worked) {
		if (!this.store.isEmbedded() || this.stopping || this.journal.isHalfFull()) {
			return true;
		}
		return pause(REST_FACTOR * worked);
	}

	private void write(List<Ended> requests, List<Open> reserved) {
		try {
			this.store.write(requests.stream().map(Ended::request).toList(),
					reserved.stream().map(Open::entry).toList());
			this.pending.add(-this.calls.written(requests, reserved));
		}
		catch (DataIntegrityViolationException | ArithmeticException ex) {
			if (requests.size() + reserved.size() == 1) {
				logger.error("The database refuses a row; it stays in the journal: " + requests.stream()
					.map((request) -> request.request().request().identity().id().toString())
					.findFirst()
					.orElse("a hold"), ex);
				this.calls.refused(requests, reserved);
				return;
			}
			requests.forEach((request) -> write(List.of(request), List.of()));
			reserved.forEach((hold) -> write(List.of(), List.of(hold)));
		}
	}

	private boolean forget() {
		List<Long> done = this.journal.before(this.reader.segment())
			.stream()
			.filter((segment) -> !this.calls.needs(segment))
			.toList();
		if (done.isEmpty()) {
			return true;
		}
		boolean safe = insist(this.store::sync);
		if (safe) {
			done.forEach(this.journal::drop);
		}
		return safe;
	}

	private void dropOld() {
		if (this.settings.retention() == null || System.nanoTime() - this.dropped < RETENTION_NANOS) {
			return;
		}
		this.dropped = System.nanoTime();
		try {
			this.store.dropBefore(this.clock.instant().minus(this.settings.retention()));
		}
		catch (RuntimeException ex) {
			// not insisted on: new rows must not wait for old ones
			logger.warn("The ledger's database does not drop old rows; the next try is in an hour", ex);
		}
	}

	/** Repeats until it succeeds; false if the gateway stops before. */
	private boolean insist(Runnable work) {
		while (true) {
			try {
				work.run();
				report(null);
				return true;
			}
			catch (RuntimeException ex) {
				report(ex);
			}
			if (this.stopping) {
				return false;
			}
			if (!pause(this.retryNanos)) {
				return false;
			}
		}
	}

	private boolean pause(long nanos) {
		try {
			this.reader.pause(nanos);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void report(@Nullable RuntimeException failure) {
		if (failure != null && !this.down) {
			logger.warn("The ledger's database does not take rows; they stay in the journal until it does", failure);
		}
		else if (failure == null && this.down) {
			logger.info("The ledger's database takes rows again");
		}
		this.down = failure != null;
	}

	/** Writes the rest, as far as the database takes it. */
	@Override
	public void close() {
		this.stopAt = System.nanoTime() + STOP_NANOS;
		this.stopping = true;
		this.reader.wake();
		try {
			if (!this.thread.join(Duration.ofNanos(2 * STOP_NANOS))) {
				// no interrupt, which would close H2's file under its feet
				logger.warn("The ledger's database keeps the stop waiting; the rest stays in the journal");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
