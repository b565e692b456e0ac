package dev.tollgate.ledger;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.ledger.LedgerProperties.Settings;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However many rows wait for the database, they wait on disk: the heap has one batch of
 * them.
 */
class LedgerBacklogTests {

	private static final int CALLS = 200_000;

	private static final int BATCH = 1000;

	private static final long MEGABYTE = 1 << 20;

	@TempDir
	private Path directory = Path.of("");

	@Test
	void aLongOutageFillsTheDiskAndNotTheHeap() {
		JournalProperties size = new JournalProperties(DataSize.ofMegabytes(256), DataSize.ofMegabytes(4),
				Duration.ofMillis(5));
		LongAdder pending = new LongAdder();
		Counter store = new Counter();
		PriceBook prices = PriceBook.of(PriceList.load(new ClassPathResource("prices.yml")));
		Recovery recovery = new Recovery(prices, Clock.systemUTC());
		Settings settings = new Settings(size, BATCH, Duration.ofMillis(20), Duration.ofSeconds(10), null);
		try (Journal journal = new Journal(this.directory, size);
				LedgerWriter writer = new LedgerWriter(journal, store, recovery, settings, pending,
						Clock.systemUTC())) {
			writer.start();
			long before = heap();
			Ledger ledger = new Ledger(journal, pending);
			for (int i = 0; i < CALLS; i++) {
				call(ledger);
			}
			assertThat(ledger.pendingRows()).isEqualTo(CALLS);
			long grown = heap() - before;
			long disk = journal.before(Long.MAX_VALUE).size() * size.segmentSize().toBytes();
			long back = System.nanoTime();
			store.failing = false;
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> ledger.pendingRows() == 0);
			System.out.printf("Ledger: %,d rows waited in %d MB on disk and %d MB more of heap, read in %d ms%n", CALLS,
					disk / MEGABYTE, grown / MEGABYTE, Duration.ofNanos(System.nanoTime() - back).toMillis());
			assertThat(disk).isGreaterThan(64 * MEGABYTE);
			assertThat(grown).isLessThan(32 * MEGABYTE);
			assertThat(store.rows).isEqualTo(CALLS);
			assertThat(store.largest).isLessThanOrEqualTo(BATCH);
			Awaitility.await().until(() -> journal.before(Long.MAX_VALUE).size() <= 4);
		}
	}

	private static void call(Ledger ledger) {
		LedgerEntry reserved = Entries.reserved(Entries.request(Entries.START), 1);
		Hold hold = reserve(ledger, reserved);
		if (hold == null) {
			// this is faster than the disk grants room
			hold = Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.until(() -> reserve(ledger, reserved), Objects::nonNull);
		}
		Objects.requireNonNull(hold)
			.settle(State.SETTLED, Objects.requireNonNull(Entries.settled(reserved, true).settlement()));
	}

	private static @Nullable Hold reserve(Ledger ledger, LedgerEntry reserved) {
		try {
			return ledger.reserve(reserved.request(), reserved.attempt());
		}
		catch (Unavailable ex) {
			return null;
		}
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** A database that remembers how much it got, and is down at first. */
	private static final class Counter implements LedgerStore {

		private volatile boolean failing = true;

		private volatile long rows;

		private volatile int largest;

		@Override
		public void prepare() {
			// up at the start, so that the writer goes as far as it can
		}

		@Override
		public void write(List<RecordedRequest> ended, List<LedgerEntry> reserved) {
			if (this.failing) {
				throw new DataAccessResourceFailureException("down");
			}
			this.rows += ended.size();
			this.largest = Math.max(this.largest, ended.size() + reserved.size());
		}

		@Override
		public List<LedgerEntry> reserved() {
			return List.of();
		}

		@Override
		public void sync() {
			// it has no disk
		}

		@Override
		public void dropBefore(Instant instant) {
			// it keeps nothing
		}

	}

}
