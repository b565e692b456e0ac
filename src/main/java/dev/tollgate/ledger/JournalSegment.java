package dev.tollgate.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * One file of the journal, mapped into memory: what is written there belongs to the
 * operating system at once and outlives the process. A record is its length, its checksum
 * and its bytes, at a multiple of eight; the length is written last, and zero means that
 * there is no record yet.
 */
final class JournalSegment {

	private static final int HEADER = 8;

	private static final String DAMAGED = ".damaged";

	private static final VarHandle LENGTH = ValueLayout.JAVA_INT.varHandle();

	private static final ValueLayout.OfInt CHECKSUM = ValueLayout.JAVA_INT;

	private final long number;

	private final Path file;

	private final Arena arena = Arena.ofShared();

	private final MemorySegment memory;

	/** Where the next record begins; guarded by the journal's lock. */
	private long end;

	/** How far the disk has it; known to the syncing thread alone. */
	private long synced;

	private volatile boolean damaged;

	private JournalSegment(long number, Path file, FileChannel channel, FileChannel.MapMode mode) throws IOException {
		this.number = number;
		this.file = file;
		this.memory = channel.map(mode, 0, channel.size(), this.arena);
	}

	/**
	 * Makes a segment whose whole size the disk has granted: writing to it can no longer
	 * fail for lack of space.
	 */
	static JournalSegment create(long number, Path file, int size) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			ByteBuffer zeros = ByteBuffer.allocateDirect(64 * 1024);
			for (int written = 0; written < size; written += zeros.limit()) {
				zeros.clear().limit(Math.min(zeros.capacity(), size - written));
				while (zeros.hasRemaining()) {
					channel.write(zeros);
				}
			}
			channel.force(true);
			return new JournalSegment(number, file, channel, FileChannel.MapMode.READ_WRITE);
		}
		catch (IOException ex) {
			Files.deleteIfExists(file);
			throw ex;
		}
	}

	/** Opens a segment that an earlier run wrote. */
	static JournalSegment open(long number, Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return new JournalSegment(number, file, channel, FileChannel.MapMode.READ_ONLY);
		}
	}

	long number() {
		return this.number;
	}

	long size() {
		return this.memory.byteSize();
	}

	/** How much room is left. */
	long free() {
		return size() - this.end;
	}

	/** The room that a record of so many bytes takes. */
	static long room(int bytes) {
		return (HEADER + bytes + 7L) & ~7L;
	}

	/** Appends a record from a buffer that has an array. */
	void append(ByteBuffer bytes, int checksum) {
		int length = bytes.remaining();
		MemorySegment.copy(bytes.array(), bytes.arrayOffset() + bytes.position(), this.memory, ValueLayout.JAVA_BYTE,
				this.end + HEADER, length);
		this.memory.set(CHECKSUM, this.end + 4, checksum);
		LENGTH.setRelease(this.memory, this.end, length);
		this.end += room(length);
	}

	/** Where the next record will begin. */
	long end() {
		return this.end;
	}

	/** Brings to the disk what it does not have yet, up to a position. */
	void sync(long position) {
		if (position > this.synced) {
			this.memory.asSlice(this.synced, position - this.synced).force();
			this.synced = position;
		}
	}

	/**
	 * Reads a record.
	 * @param position where it begins
	 * @return its bytes, or null if there is none, or only a part of one
	 */
	@Nullable ByteBuffer read(long position) {
		if (position + HEADER > size()) {
			return null;
		}
		int length = (int) LENGTH.getAcquire(this.memory, position);
		if (length <= 0 || position + HEADER + length > size()) {
			return null;
		}
		ByteBuffer bytes = ByteBuffer.allocate(length);
		MemorySegment.copy(this.memory, ValueLayout.JAVA_BYTE, position + HEADER, bytes.array(), 0, length);
		return (checksum(bytes) == this.memory.get(CHECKSUM, position + 4)) ? bytes : null;
	}

	/** Whether no record was begun there. */
	boolean isBlank(long position) {
		return position + HEADER > size() || this.memory.get(ValueLayout.JAVA_INT, position) == 0;
	}

	/**
	 * Looks for a whole record behind one that is damaged.
	 * @param from the first position that comes into question, a multiple of eight
	 * @param limit where what was written ends
	 * @return its position, or -1 if none follows
	 */
	long search(long from, long limit) {
		for (long position = from; position + HEADER < limit; position += HEADER) {
			int length = (int) LENGTH.getAcquire(this.memory, position);
			boolean plausible = length > 0 && length <= EntryCodec.MAX_BYTES && position + HEADER + length <= limit;
			if (plausible && read(position) != null) {
				return position;
			}
		}
		return -1;
	}

	/**
	 * Has the file kept, with what nobody could read.
	 * @return whether that is news
	 */
	boolean markDamaged() {
		boolean news = !this.damaged;
		this.damaged = true;
		return news;
	}

	static int checksum(ByteBuffer bytes) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		return (int) checksum.getValue();
	}

	void close() {
		this.arena.close();
	}

	/** Deletes the file, or puts it aside under another name if it is damaged. */
	void delete() {
		close();
		try {
			if (this.damaged) {
				Files.move(this.file, aside());
			}
			else {
				Files.deleteIfExists(this.file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A segment of the journal could not be deleted", ex);
		}
	}

	/** A name that no file has: numbers begin again where a journal was empty. */
	private Path aside() {
		Path aside = this.file.resolveSibling(this.file.getFileName() + DAMAGED);
		for (int i = 2; Files.exists(aside); i++) {
			aside = this.file.resolveSibling(this.file.getFileName() + "." + i + DAMAGED);
		}
		return aside;
	}

}
