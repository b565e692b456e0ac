package dev.tollgate.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.ledger.LedgerProperties.Settings;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerWriterTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final PriceBook PRICES = PriceBook.of(PriceList.load(new ClassPathResource("prices.yml")));

	@TempDir
	Path directory;

	private final Memory store = new Memory();

	private Journal journal;

	private Ledger ledger;

	private LedgerWriter writer;

	@BeforeEach
	void open() {
		open(Duration.ofHours(1));
	}

	private void open(Duration reservedAfter) {
		JournalProperties small = new JournalProperties(DataSize.ofMegabytes(4), DataSize.ofKilobytes(128),
				Duration.ofMillis(1));
		this.journal = new Journal(this.directory, small);
		LongAdder pending = new LongAdder();
		this.ledger = new Ledger(this.journal, pending);
		this.writer = new LedgerWriter(this.journal, this.store, new Recovery(PRICES, CLOCK),
				new Settings(small, 50, Duration.ofMillis(5), reservedAfter, null), pending, CLOCK);
		this.writer.start();
	}

	@AfterEach
	void close() {
		this.writer.close();
		this.journal.close();
	}

	/** As kill -9 would, but for what the process has in memory of its own. */
	private void crash() {
		this.store.failing = true;
		close();
		this.store.failing = false;
	}

	private long pending() {
		return this.ledger.pendingRows();
	}

	private Hold reserve() {
		LedgerEntry entry = Entries.reserved(Entries.request(Entries.START), 1);
		return this.ledger.reserve(entry.request(), entry.attempt());
	}

	private void call() {
		settle(reserve());
	}

	private static void settle(Hold hold) {
		hold.settle(State.SETTLED, Objects.requireNonNull(Entries.ended(Entries.START).settlement()));
	}

	@Test
	void whatIsSettledReachesTheDatabase() {
		for (int i = 0; i < 200; i++) {
			call();
		}
		Awaitility.await().until(() -> pending() == 0);
		assertThat(this.store.requests).hasSize(200);
		assertThat(this.store.largestBatch).isLessThanOrEqualTo(50);
	}

	@Test
	void segmentsAreDroppedOnceTheDatabaseHasTheirRecords() {
		for (int i = 0; i < 2000; i++) {
			callOnceThereIsRoom();
		}
		Awaitility.await().until(() -> pending() == 0 && this.journal.before(Long.MAX_VALUE).size() <= 5);
		assertThat(this.store.requests).hasSize(2000);
		assertThat(this.store.syncs).isPositive();
	}

	private void callOnceThereIsRoom() {
		if (!tryCall()) {
			Awaitility.await().until(this::tryCall);
		}
	}

	private boolean tryCall() {
		try {
			call();
			return true;
		}
		catch (Unavailable ex) {
			return false;
		}
	}

	@Test
	void rowsWaitWhileTheDatabaseIsDownAndComeOnceAfterwards() {
		this.store.failing = true;
		for (int i = 0; i < 100; i++) {
			call();
		}
		assertThat(pending()).isEqualTo(100);
		this.store.failing = false;
		Awaitility.await().until(() -> pending() == 0);
		assertThat(this.store.requests).hasSize(100);
		assertThat(this.store.doubles).isZero();
	}

	@Test
	void aCommitOfWhichNobodyHeardIsNotRepeated() {
		this.store.failingAfterCommit = 3;
		for (int i = 0; i < 100; i++) {
			call();
		}
		Awaitility.await().until(() -> pending() == 0);
		assertThat(this.store.requests).hasSize(100);
		assertThat(this.store.doubles).isZero();
	}

	@Test
	void aRowThatTheDatabaseRefusesHoldsUpNoOther() {
		LedgerEntry refused = Entries.reserved(Entries.request(Entries.START), 1);
		this.store.refused.add(refused.request().identity().id());
		call();
		settle(this.ledger.reserve(refused.request(), refused.attempt()));
		call();
		Awaitility.await().until(() -> pending() == 1 && this.store.requests.size() == 2);
	}

	@Test
	void aCallThatTheGatewayDidNotSeeTheEndOfIsRecovered() {
		call();
		reserve();
		reserve();
		Awaitility.await().until(() -> pending() == 0);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests.size() == 3 && pending() == 0);
		List<LedgerEntry> recovered = this.store.requests.values()
			.stream()
			.map(RecordedRequest::last)
			.filter((entry) -> entry.state() == State.RECOVERED)
			.toList();
		assertThat(recovered).hasSize(2);
		Settlement settlement = Objects.requireNonNull(recovered.getFirst().settlement());
		assertThat(settlement.outcome()).isEqualTo(Outcome.INTERRUPTED);
		assertThat(settlement.source()).isEqualTo(Source.ESTIMATED);
		assertThat(settlement.usage().input()).isEqualTo(12);
		assertThat(Objects.requireNonNull(settlement.charge()).cost().total().toPlainString()).isEqualTo("0.00003");
	}

	@Test
	void whatHadComeBeforeTheCrashIsBilled() {
		Hold hold = reserve();
		hold.progressed(100);
		hold.progressed(250);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests.size() == 1);
		Settlement settlement = Objects
			.requireNonNull(this.store.requests.values().iterator().next().last().settlement());
		assertThat(settlement.usage().output()).isEqualTo(250);
	}

	@Test
	void progressAfterTheEndChangesNothing() {
		Hold hold = reserve();
		settle(hold);
		hold.progressed(250);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests.size() == 1 && pending() == 0);
		assertThat(this.store.requests.values()).allMatch((request) -> request.last().state() == State.SETTLED);
	}

	@Test
	void whatWasSettledBeforeTheCrashIsNotRecovered() {
		this.store.failing = true;
		Hold open = reserve();
		call();
		settle(open);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests.size() == 2 && pending() == 0);
		assertThat(this.store.requests.values()).allMatch((request) -> request.last().state() == State.SETTLED);
	}

	@Test
	void replayingTenTimesChangesNothing() throws IOException {
		for (int i = 0; i < 20; i++) {
			call();
		}
		reserve();
		crash();
		Path kept = this.directory.resolveSibling(this.directory.getFileName() + "-kept");
		FileSystemUtils.copyRecursively(this.directory, kept);
		for (int i = 0; i < 10; i++) {
			FileSystemUtils.copyRecursively(kept, this.directory);
			open();
			Awaitility.await().until(() -> this.store.requests.size() == 21 && pending() == 0);
			crash();
		}
		open();
		assertThat(this.store.doubles).isZero();
	}

	@Test
	void theDatabaseHearsOfACallThatTakesLong() {
		close();
		open(Duration.ZERO);
		Hold hold = reserve();
		Awaitility.await().until(() -> this.store.reserved.size() == 1);
		settle(hold);
		Awaitility.await().until(() -> this.store.requests.size() == 1);
		assertThat(this.store.reserved()).isEmpty();
	}

	@Test
	void aLongCallIsRecoveredEvenIfTheJournalHasForgottenIt() {
		close();
		open(Duration.ZERO);
		reserve();
		Awaitility.await().until(() -> this.store.reserved.size() == 1);
		for (int i = 0; i < 500; i++) {
			callOnceThereIsRoom();
		}
		Awaitility.await().until(() -> pending() == 0 && this.journal.before(2).isEmpty());
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests.size() == 501 && pending() == 0);
		assertThat(this.store.requests.values()).filteredOn((request) -> request.last().state() == State.RECOVERED)
			.hasSize(1);
	}

	/** A database in memory that fails as it is told. */
	private static final class Memory implements LedgerStore {

		private final Map<RequestId, RecordedRequest> requests = new LinkedHashMap<>();

		private final Map<RequestId, LedgerEntry> reserved = new LinkedHashMap<>();

		private final Set<RequestId> refused = new HashSet<>();

		private volatile boolean failing;

		private volatile int failingAfterCommit;

		private int largestBatch;

		private int doubles;

		private int syncs;

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
			if (ended.stream().anyMatch((request) -> this.refused.contains(request.request().identity().id()))) {
				throw new DataIntegrityViolationException("refused");
			}
			this.largestBatch = Math.max(this.largestBatch, ended.size());
			Set<RequestId> inBatch = new HashSet<>();
			for (RecordedRequest request : ended) {
				RequestId id = request.request().identity().id();
				this.doubles += inBatch.add(id) ? 0 : 1;
				this.requests.putIfAbsent(id, request);
			}
			reserved.forEach((entry) -> this.reserved.put(entry.request().identity().id(), entry));
			if (this.failingAfterCommit > 0) {
				this.failingAfterCommit--;
				throw new DataAccessResourceFailureException("lost after the commit");
			}
		}

		@Override
		public synchronized List<LedgerEntry> reserved() {
			check();
			List<LedgerEntry> open = new ArrayList<>(this.reserved.values());
			open.removeIf((entry) -> this.requests.containsKey(entry.request().identity().id()));
			return open;
		}

		@Override
		public void sync() {
			check();
			this.syncs++;
		}

		@Override
		public void dropBefore(Instant instant) {
			check();
		}

	}

}
