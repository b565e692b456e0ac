package dev.tollgate.ledger;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its oldest record on, as far as the disk has it: what a loss of
 * power could still take back is nobody's business yet. For one thread.
 */
final class JournalReader {

	private static final Log logger = LogFactory.getLog(JournalReader.class);

	private final NavigableMap<Long, JournalSegment> segments;

	private final long firstOfThisRun;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition more = this.lock.newCondition();

	private volatile Position synced;

	/** Guarded by the lock. */
	private boolean awake;

	private long segment;

	private long position;

	/** The bytes of the segment that were damaged. */
	private long skipped;

	JournalReader(NavigableMap<Long, JournalSegment> segments, long firstOfThisRun) {
		this.segments = segments;
		this.firstOfThisRun = firstOfThisRun;
		this.segment = segments.firstKey();
		this.synced = new Position(firstOfThisRun, 0);
	}

	/** Called by the journal once the disk has everything up to there. */
	void synced(long segment, long position) {
		this.lock.lock();
		try {
			this.synced = new Position(segment, position);
			this.more.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isSynced(long segment, long position) {
		Position synced = this.synced;
		return synced.segment() == segment && synced.position() >= position;
	}

	/** The next record, or null if there is none yet. */
	@Nullable Item next() {
		while (true) {
			Position synced = this.synced;
			if (this.segment == synced.segment() && this.position >= synced.position()) {
				return null;
			}
			JournalSegment current = this.segments.get(this.segment);
			ByteBuffer bytes = (current != null) ? current.read(this.position) : null;
			if (bytes != null) {
				this.position += JournalSegment.room(bytes.limit());
				return new Item(this.segment, bytes);
			}
			if (current != null && skipDamage(current, synced)) {
				continue;
			}
			if (this.segment >= synced.segment()) {
				return null;
			}
			if (current != null) {
				reportDamage(current);
			}
			if (current != null && !current.isBlank(this.position)) {
				// the last record before a loss of power, of which the disk got a part
				logger.warn("The journal's segment " + this.segment + " ends with a record that is not whole");
			}
			Map.Entry<Long, JournalSegment> following = this.segments.higherEntry(this.segment);
			if (following == null) {
				return null;
			}
			this.segment = following.getKey();
			this.position = 0;
		}
	}

	/**
	 * Goes on at the next whole record: one bad byte must not cost the rest of a segment.
	 * Without one behind it, what is not whole is the last record before a loss of power.
	 */
	private boolean skipDamage(JournalSegment current, Position synced) {
		long end = (this.segment == synced.segment()) ? synced.position() : current.size();
		long whole = current.search(this.position + 8, end);
		if (whole < 0) {
			return false;
		}
		this.skipped += whole - this.position;
		this.position = whole;
		return true;
	}

	private void reportDamage(JournalSegment current) {
		if (this.skipped > 0 && current.markDamaged()) {
			logger.error("The journal's segment " + this.segment + " is damaged: " + this.skipped
					+ " bytes could not be read; its file is kept under a name that ends with .damaged");
		}
		this.skipped = 0;
	}

	/** Waits until there may be more, for a while. */
	void await(long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			Position synced = this.synced;
			if (synced.segment() == this.segment && synced.position() <= this.position && !this.awake) {
				var _ = this.more.await(nanos, TimeUnit.NANOSECONDS);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits for a while, or until {@link #wake()}. */
	void pause(long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = nanos;
			while (left > 0 && !this.awake) {
				left = this.more.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends all waiting, now and later. */
	void wake() {
		this.lock.lock();
		try {
			this.awake = true;
			this.more.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether what comes next was written by an earlier run. */
	boolean isReplaying() {
		return this.segment < this.firstOfThisRun;
	}

	long firstOfThisRun() {
		return this.firstOfThisRun;
	}

	/** The segment that is read. */
	long segment() {
		return this.segment;
	}

	/** Whether everything before a position has been read. */
	boolean isPast(Position end) {
		return this.segment > end.segment() || (this.segment == end.segment() && this.position >= end.position());
	}

	/** Ends the waiting that is now, though there is nothing new to read. */
	void nudge() {
		this.lock.lock();
		try {
			this.more.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A place between two records.
	 *
	 * @param segment the segment
	 * @param position the offset in it
	 */
	record Position(long segment, long position) {
	}

	/**
	 * A record of the journal.
	 *
	 * @param segment the segment that it is in
	 * @param bytes its bytes
	 */
	record Item(long segment, ByteBuffer bytes) {
	}

}
