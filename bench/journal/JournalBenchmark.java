package dev.tollgate.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import com.sun.management.ThreadMXBean;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

import org.springframework.util.unit.DataSize;

/**
 * What it costs the thread of a request to have a hold and a settlement outlive its
 * process: by our journal, and by what others have made. Run by {@code bench/journal/run}.
 */
final class JournalBenchmark {

	private static final int THREADS = 2;

	private static final int PAIRS = 200_000;

	private static final int ROUNDS = 5;

	private static final byte[] HOLD = new byte[240];

	private static final byte[] SETTLEMENT = new byte[480];

	private JournalBenchmark() {
	}

	interface Log extends AutoCloseable {

		/** Appends a hold and a settlement, so that both are the operating system's. */
		void pair() throws Exception;

		@Override
		void close() throws Exception;

	}

	interface Opening {

		Log open(Path directory) throws Exception;

	}

	public static void main(String[] args) throws Exception {
		new Random(1).nextBytes(HOLD);
		new Random(2).nextBytes(SETTLEMENT);
		Path root = Files.createTempDirectory(Path.of(args[0]), "journal-bench");
		System.out.printf("%d threads, %d pairs of %d and %d bytes each, median of %d rounds%n", THREADS, PAIRS,
				HOLD.length, SETTLEMENT.length, ROUNDS);
		measure("journal (mapped, synced every 5 ms)", root, JournalBenchmark::journal);
		measure("FileChannel.write, no sync", root, JournalBenchmark::channel);
		measure("Chronicle Queue 5", root, JournalBenchmark::chronicle);
		measure("RocksDB 10, WAL without sync", root, JournalBenchmark::rocks);
	}

	private static void measure(String name, Path root, Opening opening) throws Exception {
		double[] micros = new double[ROUNDS];
		double[] waits = new double[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			Path directory = Files.createTempDirectory(root, "round");
			try (Log log = opening.open(directory)) {
				double[] result = round(log);
				micros[round] = result[0];
				waits[round] = result[1];
			}
		}
		Arrays.sort(micros);
		Arrays.sort(waits);
		System.out.printf(Locale.ROOT, "%-40s %6.2f us of CPU a pair, longest wait of a pair %7.1f ms%n", name,
				micros[ROUNDS / 2], waits[ROUNDS / 2]);
	}

	private static double[] round(Log log) throws InterruptedException {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		CountDownLatch done = new CountDownLatch(THREADS);
		long[] cpu = new long[THREADS];
		long[] longest = new long[THREADS];
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			Thread.ofPlatform().start(() -> {
				long before = threads.getCurrentThreadCpuTime();
				try {
					for (int n = 0; n < PAIRS; n++) {
						long start = System.nanoTime();
						log.pair();
						longest[thread] = Math.max(longest[thread], System.nanoTime() - start);
					}
				}
				catch (Exception ex) {
					ex.printStackTrace();
				}
				cpu[thread] = threads.getCurrentThreadCpuTime() - before;
				done.countDown();
			});
		}
		done.await();
		return new double[] { Arrays.stream(cpu).sum() / 1000.0 / PAIRS / THREADS,
				Arrays.stream(longest).max().orElse(0) / 1e6 };
	}

	private static Log journal(Path directory) {
		Journal journal = new Journal(directory,
				new JournalProperties(DataSize.ofGigabytes(4), DataSize.ofMegabytes(8), Duration.ofMillis(5)));
		Thread dropper = Thread.ofPlatform().daemon().start(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				while (journal.reader().next() != null) {
					Thread.onSpinWait();
				}
				journal.before(journal.reader().segment()).forEach(journal::drop);
				java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
			}
		});
		return new Log() {

			@Override
			public void pair() {
				long promise = journal.hold(ByteBuffer.wrap(HOLD), EntryCodec.MAX_SETTLEMENT);
				while (promise < 0) {
					java.util.concurrent.locks.LockSupport.parkNanos(100_000);
					promise = journal.hold(ByteBuffer.wrap(HOLD), EntryCodec.MAX_SETTLEMENT);
				}
				journal.settle(ByteBuffer.wrap(SETTLEMENT), promise);
			}

			@Override
			public void close() throws InterruptedException {
				dropper.interrupt();
				dropper.join();
				journal.close();
			}
		};
	}

	private static Log channel(Path directory) throws IOException {
		FileChannel channel = FileChannel.open(directory.resolve("log"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
		ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1024));
		return new Log() {

			@Override
			public void pair() throws IOException {
				channel.write(buffers.get().clear().put(HOLD).flip());
				channel.write(buffers.get().clear().put(SETTLEMENT).flip());
			}

			@Override
			public void close() throws IOException {
				channel.close();
			}
		};
	}

	private static Log chronicle(Path directory) {
		ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory).rollCycle(RollCycles.FAST_HOURLY).build();
		ThreadLocal<ExcerptAppender> appenders = ThreadLocal.withInitial(queue::createAppender);
		ThreadLocal<Bytes<byte[]>> holds = ThreadLocal.withInitial(() -> Bytes.wrapForRead(HOLD));
		ThreadLocal<Bytes<byte[]>> settlements = ThreadLocal.withInitial(() -> Bytes.wrapForRead(SETTLEMENT));
		return new Log() {

			@Override
			public void pair() {
				ExcerptAppender appender = appenders.get();
				appender.writeBytes(holds.get().readPosition(0));
				appender.writeBytes(settlements.get().readPosition(0));
			}

			@Override
			public void close() {
				queue.close();
			}
		};
	}

	private static Log rocks(Path directory) throws Exception {
		RocksDB.loadLibrary();
		RocksDB database = RocksDB.open(new Options().setCreateIfMissing(true), directory.toString());
		WriteOptions options = new WriteOptions().setSync(false);
		java.util.concurrent.atomic.AtomicLong ids = new java.util.concurrent.atomic.AtomicLong();
		return new Log() {

			@Override
			public void pair() throws Exception {
				byte[] key = ByteBuffer.allocate(9).putLong(ids.incrementAndGet()).put((byte) 0).array();
				database.put(options, key, HOLD);
				key[8] = 1;
				database.put(options, key, SETTLEMENT);
			}

			@Override
			public void close() {
				database.close();
			}
		};
	}

}
