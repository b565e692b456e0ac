package dev.tollgate.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.Outcome;
import dev.tollgate.ledger.LedgerProperties.Settings;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerWriterTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final PriceBook PRICES = PriceBook.of(PriceList.load(new ClassPathResource("prices.yml")));

	@TempDir
	Path directory;

	private final MemoryStore store = new MemoryStore();

	private Journal journal;

	private Ledger ledger;

	private LedgerWriter writer;

	@BeforeEach
	void open() {
		open(Duration.ofHours(1), null);
	}

	private void open(Duration reservedAfter) {
		open(reservedAfter, null);
	}

	private void open(Duration reservedAfter, @Nullable Duration retention) {
		JournalProperties small = new JournalProperties(DataSize.ofMegabytes(4), DataSize.ofKilobytes(128),
				Duration.ofMillis(1));
		this.journal = new Journal(this.directory, small);
		LongAdder pending = new LongAdder();
		this.ledger = new Ledger(this.journal, pending);
		this.writer = new LedgerWriter(this.journal, this.store, new Recovery(PRICES, CLOCK),
				new Settings(small, 50, Duration.ofMillis(5), reservedAfter, retention), pending, CLOCK);
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
		settle(hold, true);
	}

	private static void settle(Hold hold, boolean last) {
		LedgerEntry entry = Entries.settled(Entries.reserved(Entries.request(Entries.START), 1), last);
		hold.settle(State.SETTLED, Objects.requireNonNull(entry.settlement()));
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
	void aQuestionIsAskedWhenAllIsWrittenThatHadEnded() {
		for (int i = 1; i <= 100; i++) {
			call();
			assertThat(ask().join()).isGreaterThanOrEqualTo(i);
		}
		Hold running = reserve();
		assertThat(ask().join()).as("what goes on is not waited for").isEqualTo(100);
		settle(running);
	}

	private CompletableFuture<Integer> ask() {
		return this.writer.whenWritten(() -> this.store.requests().size()).orTimeout(10, TimeUnit.SECONDS);
	}

	@Test
	void aQuestionWaitsForTheDatabaseAndForWhatAnEarlierRunLeft() {
		call();
		var _ = reserve();
		crash();
		this.store.failing = true;
		open();
		CompletableFuture<Integer> answer = ask();
		call();
		assertThat(answer).isNotDone();
		this.store.failing = false;
		assertThat(answer.join()).as("one that had ended, and one that is recovered").isGreaterThanOrEqualTo(2);
		Awaitility.await().until(() -> pending() == 0);
	}

	@Test
	void aQuestionThatFailsIsNobodyElsesFailure() {
		CompletableFuture<Object> answer = this.writer.whenWritten(() -> {
			throw new IllegalStateException("no answer");
		});
		assertThat(answer.handle((_, failure) -> failure.getMessage()).orTimeout(10, TimeUnit.SECONDS).join())
			.isEqualTo("no answer");
		call();
		assertThat(ask().join()).isOne();
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

	@Test
	void aRequestWhoseNextAttemptNeverBeganIsEndedWithWhatItHas() {
		LedgerEntry first = Entries.reserved(Entries.request(Entries.START), 1);
		settle(this.ledger.reserve(first.request(), first.attempt()), false);
		Awaitility.await().until(() -> pending() == 1);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests().size() == 1 && pending() == 0);
		assertThat(this.store.requests().values()).allSatisfy((request) -> {
			assertThat(request.attempts()).hasSize(1);
			assertThat(request.last().state()).isEqualTo(State.SETTLED);
			assertThat(LedgerRows.settlement(request.last()).last()).isTrue();
		});
	}

	@Test
	void attemptsThatTheDatabaseHadHeardOfAreRecoveredAsOneRequest() {
		close();
		open(Duration.ZERO);
		LedgerEntry first = Entries.reserved(Entries.request(Entries.START), 1);
		LedgerEntry second = Entries.reserved(first.request(), 2);
		Hold hold = this.ledger.reserve(first.request(), first.attempt());
		Awaitility.await().until(() -> this.store.reserved().size() == 1);
		settle(hold, false);
		this.ledger.reserve(second.request(), second.attempt());
		Awaitility.await().until(() -> this.store.reserved().size() == 2);
		crash();
		open();
		Awaitility.await().until(() -> this.store.requests().size() == 1 && pending() == 0);
		RecordedRequest request = this.store.requests().values().iterator().next();
		assertThat(request.attempts()).extracting((entry) -> entry.attempt().number()).containsExactly(1, 2);
		assertThat(request.attempts()).extracting(LedgerEntry::state).containsExactly(State.SETTLED, State.RECOVERED);
		assertThat(request.attempts()).extracting((entry) -> LedgerRows.settlement(entry).last())
			.containsExactly(false, true);
		assertThat(this.store.doubles).isZero();
	}

	@Test
	void aHoldThatTheDatabaseRefusesIsNotOfferedAgainAndAgain() {
		close();
		open(Duration.ZERO);
		LedgerEntry refused = Entries.reserved(Entries.request(Entries.START), 1);
		this.store.refused.add(refused.request().identity().id());
		this.ledger.reserve(refused.request(), refused.attempt());
		for (int i = 1; i <= 10; i++) {
			int calls = i;
			call();
			Awaitility.await().until(() -> this.store.requests().size() == calls);
		}
		// alone and in a batch, and each call with its hold and its end
		assertThat(this.store.writes).isLessThan(50);
	}

	@Test
	void rowsDoNotWaitForOldOnesToBeDropped() {
		close();
		this.store.refusingToDrop = true;
		open(Duration.ofHours(1), Duration.ofDays(30));
		Awaitility.await().until(() -> this.store.drops > 0);
		call();
		Awaitility.await().until(() -> pending() == 0 && this.store.requests().size() == 1);
	}

	@Test
	void aRecordThatNobodyCanReadIsKept() {
		ByteBuffer unknown = ByteBuffer.wrap(new byte[] { 99, (byte) State.SETTLED.ordinal(), 1, 2, 3 });
		this.journal.settle(unknown.duplicate(), this.journal.hold(unknown, 0));
		for (int i = 0; i < 1000; i++) {
			callOnceThereIsRoom();
		}
		Awaitility.await().until(() -> pending() == 0);
		assertThat(this.journal.before(2)).containsExactly(1L);
		crash();
		open();
		Awaitility.await().until(() -> pending() == 2);
		assertThat(this.journal.before(2)).containsExactly(1L);
	}

}
