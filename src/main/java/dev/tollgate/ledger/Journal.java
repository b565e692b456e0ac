package dev.tollgate.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tollgate.chat.InvalidConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log on local disk. A record that was appended outlives the process at
 * once, and a loss of power after the next sync, a few milliseconds later. Appending is a
 * copy into mapped memory: no system call, no wait for the disk, because a thread of the
 * journal's own grants room ahead and syncs behind.
 */
final class Journal implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Journal.class);

	private static final String SUFFIX = ".journal";

	/** Twelve digits, or more where that many segments have been. */
	private static final Pattern NAME = Pattern.compile("(\\d{12}|[1-9]\\d{12,17})\\" + SUFFIX);

	private static final long RETRY_NANOS = 1_000_000_000L;

	/** The size of a segment that takes no record, and counts for nothing. */
	private static final int NOTHING = 8;

	private final JournalProperties properties;

	private final Path directory;

	private final FileChannel lockFile;

	private final UUID id;

	private final NavigableMap<Long, JournalSegment> segments = new ConcurrentSkipListMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	/** Segments that have room, the first of which is written to. */
	private final Deque<JournalSegment> open = new ArrayDeque<>();

	/** Segments that hold what the disk may not have. */
	private final List<JournalSegment> unsynced = new ArrayList<>();

	/** Room that is promised to settlements. */
	private long promised;

	private final JournalReader reader;

	private final Thread keeper;

	private volatile boolean idle;

	private volatile boolean closed;

	private boolean roomReported;

	private boolean syncReported;

	private long diskFullAt;

	private boolean diskFull;

	Journal(Path directory, JournalProperties properties) {
		check(properties);
		this.directory = directory;
		this.properties = properties;
		try {
			Files.createDirectories(directory);
			this.lockFile = lock(directory.resolve("lock"));
			this.id = identify(directory.resolve("id"));
			openOld();
			long first = this.segments.isEmpty() ? 1 : this.segments.lastKey() + 1;
			this.open.add(create(first, isFull() ? NOTHING : size()));
			this.unsynced.add(this.open.getFirst());
			this.reader = new JournalReader(this.segments, first);
		}
		catch (IOException ex) {
			throw new InvalidConfigurationException("tollgate.data-dir",
					"the journal cannot be kept in it: " + ex.getMessage());
		}
		this.keeper = Thread.ofPlatform().daemon().name("tollgate-journal").start(this::keep);
	}

	private static void check(JournalProperties properties) {
		long segment = properties.segmentSize().toBytes();
		if (segment < 4L * EntryCodec.MAX_BYTES || segment > 1L << 30) {
			throw new InvalidConfigurationException("tollgate.ledger.journal.segment-size", "must be 64KB to 1GB");
		}
		// the one that is written to is never dropped, and two are kept ready
		if (properties.maxSize().toBytes() < 4 * segment) {
			throw new InvalidConfigurationException("tollgate.ledger.journal.max-size",
					"must be four times the segment-size or more");
		}
	}

	private static FileChannel lock(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		FileLock lock;
		try {
			lock = channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			lock = null;
		}
		if (lock == null) {
			channel.close();
			throw new InvalidConfigurationException("tollgate.data-dir",
					"another gateway is running with this data directory; each needs one of its own");
		}
		return channel;
	}

	private static UUID identify(Path file) throws IOException {
		if (Files.exists(file)) {
			return UUID.fromString(Files.readString(file).trim());
		}
		UUID id = UUID.randomUUID();
		Files.writeString(file, id + "\n");
		return id;
	}

	private void openOld() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory, "*" + SUFFIX)) {
			boolean warned = false;
			for (Path file : files) {
				Matcher name = NAME.matcher(file.getFileName().toString());
				if (!name.matches()) {
					if (!warned) {
						logger.warn("Files of the journal's directory that are not its own are not read: " + file);
					}
					warned = true;
					continue;
				}
				long number = Long.parseLong(name.group(1));
				JournalSegment segment = JournalSegment.open(number, file);
				if (segment.isBlank(0) && segment.search(0, segment.size()) < 0) {
					// room that was never used: many starts must not pile it up
					segment.delete();
				}
				else {
					this.segments.put(number, segment);
				}
			}
		}
	}

	private JournalSegment create(long number, int size) throws IOException {
		Path file = this.directory.resolve("%012d%s".formatted(number, SUFFIX));
		JournalSegment segment = JournalSegment.create(number, file, size);
		this.segments.put(number, segment);
		return segment;
	}

	private int size() {
		return Math.toIntExact(this.properties.segmentSize().toBytes());
	}

	/** Whether another segment would be beyond the bound. */
	private boolean isFull() {
		return (this.segments.size() + 1L) * size() > this.properties.maxSize().toBytes();
	}

	/** Whose journal it is; the same for every run with this directory. */
	UUID id() {
		return this.id;
	}

	/** Reads what was appended, by this run and by earlier ones. */
	JournalReader reader() {
		return this.reader;
	}

	/**
	 * Appends a record that another one will follow, and sees to it that there is room
	 * for that.
	 * @param bytes the record
	 * @param more how much larger than this one the other is at most
	 * @return the room that is promised, to be given back with the other record, or -1 if
	 * the journal is full: then nothing was appended
	 */
	long hold(ByteBuffer bytes, int more) {
		int checksum = JournalSegment.checksum(bytes);
		long needed = JournalSegment.room(bytes.remaining());
		long promise = JournalSegment.room(bytes.remaining() + more);
		this.lock.lock();
		try {
			if (this.closed || usable() < this.promised + needed + promise) {
				wake();
				return -1;
			}
			this.promised += promise;
			append(bytes, checksum);
		}
		finally {
			this.lock.unlock();
		}
		wake();
		return promise;
	}

	/**
	 * Appends a record that may be missed, if there is room beyond what is promised.
	 * @param bytes the record
	 */
	void note(ByteBuffer bytes) {
		int checksum = JournalSegment.checksum(bytes);
		this.lock.lock();
		try {
			if (!this.closed && usable() > this.promised + JournalSegment.room(bytes.remaining())) {
				append(bytes, checksum);
			}
		}
		finally {
			this.lock.unlock();
		}
		wake();
	}

	/**
	 * Appends the record for which {@link #hold} made sure of room.
	 * @param bytes the record
	 * @param promise what that had promised
	 */
	void settle(ByteBuffer bytes, long promise) {
		int checksum = JournalSegment.checksum(bytes);
		this.lock.lock();
		try {
			this.promised -= promise;
			if (this.closed) {
				// the next run recovers it
				return;
			}
			append(bytes, checksum);
		}
		finally {
			this.lock.unlock();
		}
		wake();
	}

	/** Whether its bound is near enough to hurry. */
	boolean isHalfFull() {
		return this.segments.size() * 2L * size() > this.properties.maxSize().toBytes();
	}

	/** Whether another call can be held, as far as one can tell before it comes. */
	boolean hasRoom() {
		this.lock.lock();
		try {
			return !this.closed && usable() > this.promised + 2L * EntryCodec.MAX_BYTES;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Behind all that was appended until now. */
	JournalReader.Position end() {
		this.lock.lock();
		try {
			JournalSegment segment = this.open.getFirst();
			return new JournalReader.Position(segment.number(), segment.end());
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What is left at the end of a segment may be too little for a record. */
	private long usable() {
		long usable = 0;
		for (JournalSegment segment : this.open) {
			usable += Math.max(0, segment.free() - EntryCodec.MAX_BYTES);
		}
		return usable;
	}

	private void append(ByteBuffer bytes, int checksum) {
		JournalSegment segment = this.open.getFirst();
		if (segment.free() < JournalSegment.room(bytes.remaining())) {
			if (this.open.size() == 1) {
				throw new IllegalStateException("The journal has no room although it was promised");
			}
			this.open.removeFirst();
			segment = this.open.getFirst();
			this.unsynced.add(segment);
		}
		segment.append(bytes, checksum);
	}

	private void wake() {
		if (this.idle) {
			this.idle = false;
			LockSupport.unpark(this.keeper);
		}
	}

	/** The segments before one, in order. */
	List<Long> before(long number) {
		return List.copyOf(this.segments.headMap(number).keySet());
	}

	/** Counts the records that earlier runs left. */
	long countOld(Predicate<ByteBuffer> which) {
		long count = 0;
		JournalReader old = new JournalReader(this.segments, this.reader.firstOfThisRun());
		for (JournalReader.Item item = old.next(); item != null && old.isReplaying(); item = old.next()) {
			count += which.test(item.bytes()) ? 1 : 0;
		}
		return count;
	}

	/**
	 * Forgets a segment of which every record is elsewhere.
	 * @param number the segment
	 */
	void drop(long number) {
		JournalSegment segment = this.segments.remove(number);
		if (segment != null) {
			try {
				segment.delete();
			}
			catch (UncheckedIOException ex) {
				logger.warn("The next start will read it again, to no effect", ex);
			}
		}
		// there may be room for another one now
		wake();
	}

	private void keep() {
		while (!this.closed) {
			grantRoom();
			long wait = syncOrReport();
			if (wait > 0) {
				LockSupport.parkNanos(wait);
				continue;
			}
			this.idle = true;
			if (!isDirty() && !this.closed) {
				LockSupport.parkNanos(RETRY_NANOS);
			}
			this.idle = false;
		}
	}

	/** Says how long to wait before the next sync; zero if there was nothing to do. */
	private long syncOrReport() {
		try {
			boolean any = sync();
			this.syncReported = false;
			return any ? this.properties.syncInterval().toNanos() : 0;
		}
		catch (UncheckedIOException ex) {
			if (!this.syncReported) {
				this.syncReported = true;
				logger.error("The journal could not be synced; it is tried again", ex);
			}
			return RETRY_NANOS;
		}
	}

	private boolean isDirty() {
		this.lock.lock();
		try {
			JournalSegment active = this.open.getFirst();
			return this.unsynced.size() > 1 || !this.reader.isSynced(active.number(), active.end());
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Keeps two segments ready beyond what is promised, within the journal's bound. */
	private void grantRoom() {
		while (!this.closed && isRoomShort(2L * size())) {
			if (this.diskFull && System.nanoTime() - this.diskFullAt < RETRY_NANOS) {
				return;
			}
			if (isFull()) {
				report("The journal has reached its bound of " + this.properties.maxSize(), null);
				return;
			}
			try {
				addRoom(create(this.segments.lastKey() + 1, size()));
				this.roomReported = false;
				this.diskFull = false;
			}
			catch (IOException ex) {
				this.diskFull = true;
				this.diskFullAt = System.nanoTime();
				report("The disk has no room for the journal", ex);
				return;
			}
		}
	}

	private void addRoom(JournalSegment segment) {
		this.lock.lock();
		try {
			this.open.addLast(segment);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isRoomShort(long wanted) {
		this.lock.lock();
		try {
			return usable() - this.promised < wanted;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void report(String what, @Nullable IOException cause) {
		if (!this.roomReported) {
			this.roomReported = true;
			logger.warn(what + "; calls are refused once the room that is left is used up", cause);
		}
	}

	/** Syncs what was appended until now, and says whether there was anything. */
	private boolean sync() {
		List<JournalSegment> dirty;
		long end;
		this.lock.lock();
		try {
			dirty = List.copyOf(this.unsynced);
			end = dirty.getLast().end();
		}
		finally {
			this.lock.unlock();
		}
		JournalSegment last = dirty.getLast();
		if (dirty.size() == 1 && this.reader.isSynced(last.number(), end)) {
			return false;
		}
		for (JournalSegment segment : dirty) {
			segment.sync((segment == last) ? end : segment.end());
		}
		forgetSynced(dirty.size() - 1);
		this.reader.synced(last.number(), end);
		return true;
	}

	private void forgetSynced(int count) {
		this.lock.lock();
		try {
			this.unsynced.subList(0, count).clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Syncs the rest and lets go of the files. */
	@Override
	public void close() {
		this.lock.lock();
		this.closed = true;
		this.lock.unlock();
		LockSupport.unpark(this.keeper);
		try {
			this.keeper.join();
			sync();
			this.segments.values().forEach(JournalSegment::close);
			this.lockFile.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			logger.warn("The journal's lock could not be released", ex);
		}
	}

}
