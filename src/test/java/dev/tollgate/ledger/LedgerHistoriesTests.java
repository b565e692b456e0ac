package dev.tollgate.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.ledger.LedgerProperties.Settings;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens in whatever order, in the end the database has each attempt of each
 * request once, as its end was noted or else recovered, and the journal forgets them.
 */
class LedgerHistoriesTests {

	private static final int HISTORIES = Integer.getInteger("tollgate.histories", 60);

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final PriceBook PRICES = PriceBook.of(PriceList.load(new ClassPathResource("prices.yml")));

	private static final JournalProperties TINY = new JournalProperties(DataSize.ofKilobytes(512),
			DataSize.ofKilobytes(64), Duration.ofMillis(1));

	@TempDir
	private Path directory = Path.of("");

	@Test
	void everyHistoryEndsWithEachCallInTheDatabaseOnce() {
		long first = Long.getLong("tollgate.history", new Random().nextLong());
		int calls = 0;
		for (long seed = first; seed < first + HISTORIES; seed++) {
			try {
				calls += new History(seed, this.directory.resolve(Long.toString(seed))).play();
			}
			catch (RuntimeException | AssertionError ex) {
				throw new AssertionError("-Dtollgate.history=" + seed + " -Dtollgate.histories=1", ex);
			}
		}
		// a single history may happen to have none
		assertThat(calls).as("calls of %d histories from %d on", HISTORIES, first)
			.isGreaterThanOrEqualTo((HISTORIES > 1) ? 1 : 0);
	}

	/** One sequence of events, and what must come of it. */
	private static final class History {

		private final Random random;

		private final Path directory;

		private final MemoryStore store = new MemoryStore();

		/** All attempts; those whose end was not noted are reserved. */
		private final Map<RequestId, List<LedgerEntry>> expected = new LinkedHashMap<>();

		private final List<Call> open = new ArrayList<>();

		History(long seed, Path directory) {
			this.random = new Random(seed);
			this.directory = directory;
		}

		/** Plays it, and says of how many calls it was. */
		int play() {
			int runs = 2 + this.random.nextInt(4);
			for (int i = 0; i < runs; i++) {
				Run run = start();
				int events = this.random.nextInt(250);
				for (int event = 0; event < events; event++) {
					happen(run);
				}
				end(run);
			}
			this.store.failing = false;
			this.store.refused.clear();
			settleDown();
			Map<RequestId, RecordedRequest> found = Map.copyOf(this.store.requests);
			check();
			settleDown();
			assertThat(this.store.requests).as("after a replay").isEqualTo(found);
			return this.expected.size();
		}

		private Run start() {
			Duration reservedAfter = this.random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1);
			return new Run(this.directory, this.store, 1 + this.random.nextInt(30), reservedAfter);
		}

		private void happen(Run run) {
			int what = this.random.nextInt(100);
			if (what < 45) {
				begin(run, 1, request());
			}
			else if (what < 80) {
				proceed(run);
			}
			else if (what < 84) {
				this.store.failing = !this.store.failing;
			}
			else if (what < 87) {
				this.store.failingAfterCommit = 1 + this.random.nextInt(2);
			}
			else if (what < 88 && !this.expected.isEmpty()) {
				synchronized (this.store) {
					this.store.refused.add(any(List.copyOf(this.expected.keySet())));
				}
			}
			else if (what < 92 && !this.store.failing) {
				Awaitility.await()
					.pollInterval(Duration.ofMillis(1))
					.until(() -> run.ledger.pendingRows() <= waiting());
			}
		}

		/** How many rows cannot be written now: their requests go on, or are refused. */
		private long waiting() {
			return this.expected.entrySet()
				.stream()
				.filter((request) -> this.store.refused.contains(request.getKey()) || !hasEnded(request.getValue()))
				.mapToLong((request) -> request.getValue().size())
				.sum();
		}

		private static boolean hasEnded(List<LedgerEntry> attempts) {
			Settlement last = attempts.getLast().settlement();
			return last != null && last.last();
		}

		private <T> T any(List<T> list) {
			return list.get(this.random.nextInt(list.size()));
		}

		private RequestFacts request() {
			RequestId id = new RequestId(new UUID(this.random.nextLong(), this.random.nextLong()));
			return new RequestFacts(new RequestIdentity(id, null, Tags.NONE), "key", "red", "chat",
					"m".repeat(this.random.nextInt(2048)), false, Entries.START);
		}

		private void begin(Run run, int number, RequestFacts request) {
			LedgerEntry reserved = Entries.reserved(request, number);
			try {
				Hold hold = run.ledger.reserve(request, reserved.attempt());
				this.open.add(new Call(reserved, hold));
				this.expected.computeIfAbsent(request.identity().id(), (_) -> new ArrayList<>()).add(reserved);
			}
			catch (Unavailable ex) {
				// full, or the disk is slower than this: the caller was told, and nothing
				// was spent
			}
		}

		/** Ends a call, with its request or with a next attempt. */
		private void proceed(Run run) {
			if (this.open.isEmpty()) {
				return;
			}
			Call call = this.open.remove(this.random.nextInt(this.open.size()));
			boolean last = this.random.nextInt(3) > 0;
			LedgerEntry ended = Entries.settled(call.reserved, last);
			call.hold.settle(State.SETTLED, Objects.requireNonNull(ended.settlement()));
			List<LedgerEntry> attempts = Objects.requireNonNull(this.expected.get(ended.request().identity().id()));
			attempts.set(attempts.size() - 1, ended);
			// or the gateway dies before the next attempt
			if (!last && this.random.nextInt(10) > 0) {
				begin(run, ended.attempt().number() + 1, ended.request());
			}
		}

		/** By {@code kill -9}, as far as that can be had here, or properly. */
		private void end(Run run) {
			boolean failing = this.store.failing;
			this.store.failing = failing || this.random.nextInt(3) > 0;
			run.close();
			this.store.failing = failing;
			this.open.clear();
		}

		private void settleDown() {
			try (Run last = start()) {
				Awaitility.await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
					assertThat(this.store.requests().keySet()).containsAll(this.expected.keySet());
					assertThat(last.ledger.pendingRows()).as("pending").isZero();
					// three with room, and one without where the run began at the bound
					assertThat(last.journal.before(Long.MAX_VALUE)).as("segments").hasSizeLessThanOrEqualTo(4);
				});
				assertThat(last.bytes()).isLessThanOrEqualTo(TINY.maxSize().toBytes());
			}
		}

		private void check() {
			assertThat(this.store.doubles).isZero();
			assertThat(this.store.reserved()).isEmpty();
			assertThat(this.store.requests.keySet()).isEqualTo(this.expected.keySet());
			BigDecimal sum = BigDecimal.ZERO;
			for (Map.Entry<RequestId, List<LedgerEntry>> request : this.expected.entrySet()) {
				List<LedgerEntry> found = Objects.requireNonNull(this.store.requests.get(request.getKey())).attempts();
				assertThat(found).as("attempts of " + request).hasSameSizeAs(request.getValue());
				for (int i = 0; i < found.size(); i++) {
					check(found.get(i), request.getValue().get(i), i == found.size() - 1);
				}
				sum = sum.add(new BigDecimal(found.size()));
			}
			BigDecimal total = this.store.requests.values()
				.stream()
				.flatMap((request) -> request.attempts().stream())
				.map((entry) -> new BigDecimal(
						Objects.requireNonNull(LedgerRows.settlement(entry).charge()).cost().total().toPlainString()))
				.reduce(BigDecimal.ZERO, BigDecimal::add);
			// each costs the same, ended or recovered
			assertThat(total).isEqualByComparingTo(sum.multiply(new BigDecimal("0.00003")));
		}

		private static void check(LedgerEntry found, LedgerEntry expected, boolean last) {
			assertThat(found.attempt()).isEqualTo(expected.attempt());
			assertThat(found.request()).isEqualTo(expected.request());
			assertThat(found.state()).isEqualTo((expected.settlement() != null) ? State.SETTLED : State.RECOVERED);
			assertThat(LedgerRows.settlement(found).last()).isEqualTo(last);
		}

	}

	/**
	 * A call that is under way.
	 *
	 * @param reserved its first entry
	 * @param hold what ends it
	 */
	private record Call(LedgerEntry reserved, Hold hold) {
	}

	/** A life of the gateway, as far as the ledger sees it. */
	private static final class Run implements AutoCloseable {

		private final Path directory;

		private final Journal journal;

		private final Ledger ledger;

		private final LedgerWriter writer;

		Run(Path directory, LedgerStore store, int batchSize, Duration reservedAfter) {
			this.directory = directory;
			this.journal = new Journal(directory, TINY);
			LongAdder pending = new LongAdder();
			this.ledger = new Ledger(this.journal, pending);
			this.writer = new LedgerWriter(this.journal, store, new Recovery(PRICES, CLOCK),
					new Settings(TINY, batchSize, Duration.ofMillis(1), reservedAfter, null), pending, CLOCK);
			this.writer.start();
		}

		/** How much of the disk the journal takes. */
		long bytes() {
			try (Stream<Path> files = Files.list(this.directory)) {
				return files.filter((file) -> file.toString().endsWith(".journal"))
					.mapToLong((file) -> file.toFile().length())
					.sum();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() {
			this.writer.close();
			this.journal.close();
		}

	}

}
