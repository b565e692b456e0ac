package dev.tollgate.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.tollgate.chat.InvalidConfigurationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JournalTests {

	private static final JournalProperties SMALL = new JournalProperties(DataSize.ofKilobytes(512),
			DataSize.ofKilobytes(64), Duration.ofMillis(1));

	@TempDir
	Path directory;

	@Test
	void recordsAreReadInTheOrderInWhichTheyWereAppended() {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			append(journal, "b");
			assertThat(read(journal, 4)).containsExactly("hold a", "end a", "hold b", "end b");
		}
	}

	@Test
	void whatAnEarlierRunLeftIsReadFirst() {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
		}
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThat(journal.reader().isReplaying()).isTrue();
			append(journal, "b");
			assertThat(journal.countOld((bytes) -> true)).isEqualTo(2);
			assertThat(read(journal, 4)).containsExactly("hold a", "end a", "hold b", "end b");
			assertThat(journal.reader().isReplaying()).isFalse();
		}
	}

	@Test
	void recordsGoOnInTheNextSegment() {
		List<String> expected = new ArrayList<>();
		try (Journal journal = new Journal(this.directory, SMALL)) {
			for (int i = 0; i < 40; i++) {
				String text = i + "x".repeat(4000);
				append(journal, text);
				expected.add("hold " + text);
				expected.add("end " + text);
			}
			assertThat(read(journal, 80)).isEqualTo(expected);
			assertThat(journal.before(journal.reader().segment())).hasSizeGreaterThan(3);
		}
	}

	@Test
	void aFullJournalRefusesHoldsButNoSettlement() {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			List<Long> promises = new ArrayList<>();
			ByteBuffer large = bytes("h".repeat(2000));
			Awaitility.await().until(() -> {
				long promise = journal.hold(large.duplicate(), 1000);
				if (promise >= 0) {
					promises.add(promise);
				}
				// the keeper grants room as long as it may
				return promise < 0 && segments() == 8;
			});
			while (journal.hold(large.duplicate(), 1000) >= 0) {
				promises.add(JournalSegment.room(3000));
			}
			promises.forEach((promise) -> journal.settle(bytes("s".repeat(3000)), promise));
			assertThat(read(journal, 2 * promises.size())).hasSize(2 * promises.size());
			journal.before(journal.reader().segment()).forEach(journal::drop);
			Awaitility.await().until(() -> journal.hold(large.duplicate(), 1000) >= 0);
		}
	}

	@Test
	void aTornRecordAtTheEndIsLeftOut() throws IOException {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			append(journal, "b");
		}
		Path file = this.directory.resolve("000000000001.journal");
		long last = JournalSegment.room(6) + JournalSegment.room(5) + JournalSegment.room(6);
		try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
			segment.seek(last + 10);
			segment.write(0);
		}
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "c");
			assertThat(read(journal, 5)).containsExactly("hold a", "end a", "hold b", "hold c", "end c");
		}
	}

	@Test
	void anyTruncationLeavesWholeRecordsOnly() throws IOException {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			append(journal, "b");
		}
		Path file = this.directory.resolve("000000000001.journal");
		byte[] whole = Files.readAllBytes(file);
		int end = (int) (2 * JournalSegment.room(6) + 2 * JournalSegment.room(5));
		for (int cut = 0; cut < end; cut++) {
			byte[] torn = new byte[whole.length];
			System.arraycopy(whole, 0, torn, 0, cut);
			Path directory = Files.createDirectory(this.directory.resolve("cut" + cut));
			Files.write(directory.resolve("000000000001.journal"), torn);
			try (Journal journal = new Journal(directory, SMALL)) {
				List<String> left = new ArrayList<>();
				for (JournalReader.Item item = journal.reader().next(); item != null; item = journal.reader().next()) {
					left.add(text(item.bytes()));
				}
				assertThat(left).as("cut at " + cut)
					.isEqualTo(List.of("hold a", "end a", "hold b", "end b").subList(0, left.size()));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 0x2b, 0xff })
	void aBadByteCostsOneRecordAtMost(int bad) throws IOException {
		List<String> records = List.of("hold a", "end a", "hold b", "end b");
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			append(journal, "b");
		}
		byte[] whole = Files.readAllBytes(this.directory.resolve("000000000001.journal"));
		int lastBegins = (int) (2 * JournalSegment.room(6) + JournalSegment.room(5));
		for (int at = 0; at < lastBegins; at++) {
			byte[] damaged = whole.clone();
			damaged[at] = (byte) bad;
			Path directory = Files.createDirectory(this.directory.resolve("at" + at));
			Files.write(directory.resolve("000000000001.journal"), damaged);
			try (Journal journal = new Journal(directory, SMALL)) {
				List<String> left = read(journal, 3);
				int lost = (int) (at / JournalSegment.room(6));
				List<String> others = new ArrayList<>(records);
				others.remove(lost);
				assertThat(left).as("damage at " + at).isIn(records, others);
				journal.before(journal.reader().segment()).forEach(journal::drop);
				assertThat(Files.exists(directory.resolve("000000000001.journal.damaged"))).as("kept, damage at " + at)
					.isEqualTo(left.size() == 3);
			}
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void damageIsSaidOnceAndItsFileIsNotReadAgain(CapturedOutput output) throws IOException {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			append(journal, "b");
		}
		spoil(this.directory.resolve("000000000001.journal"), JournalSegment.room(6) + 10);
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThat(journal.countOld((bytes) -> true)).isEqualTo(3);
			append(journal, "c");
			assertThat(read(journal, 5)).containsExactly("hold a", "hold b", "end b", "hold c", "end c");
			journal.before(journal.reader().segment()).forEach(journal::drop);
			assertThat(segments()).isBetween(1, 8);
		}
		assertThat(output).containsOnlyOnce("segment 1 is damaged: " + JournalSegment.room(5) + " bytes");
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThat(read(journal, 2)).containsExactly("hold c", "end c");
		}
		assertThat(output).containsOnlyOnce("is damaged");
	}

	@Test
	void aFirstRecordThatLooksLikeNoneDoesNotCostTheOthers() throws IOException {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
		}
		spoil(this.directory.resolve("000000000001.journal"), 0);
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThat(read(journal, 1)).containsExactly("end a");
		}
	}

	@Test
	void damageUnderTheEyesOfTheRunningGatewayIsSkippedToo() throws IOException {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			assertThat(read(journal, 2)).hasSize(2);
			append(journal, "b");
			spoil(this.directory.resolve("000000000001.journal"), JournalSegment.room(6) + JournalSegment.room(5));
			append(journal, "c");
			assertThat(read(journal, 3)).containsExactly("end b", "hold c", "end c");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void filesThatAreNotTheJournalsAreLeftAlone(CapturedOutput output) throws IOException {
		List<Path> strange = Stream.of("abc", "", "1", "000000000001 (copy)", "9".repeat(30))
			.map((name) -> this.directory.resolve(name + ".journal"))
			.toList();
		for (Path file : strange) {
			Files.writeString(file, "strange");
		}
		try (Journal journal = new Journal(this.directory, SMALL)) {
			append(journal, "a");
			assertThat(read(journal, 2)).containsExactly("hold a", "end a");
		}
		assertThat(strange).allSatisfy((file) -> assertThat(file).hasContent("strange"));
		assertThat(output).containsOnlyOnce("that are not its own");
	}

	private static void spoil(Path file, long position) throws IOException {
		try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
			segment.seek(position);
			segment.write(0);
		}
	}

	@Test
	void aDirectoryHasOneJournalAtATime() {
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThatExceptionOfType(InvalidConfigurationException.class)
				.isThrownBy(() -> new Journal(this.directory, SMALL))
				.withMessageContaining("another gateway is running");
			assertThat(journal.id()).isNotNull();
		}
	}

	@Test
	void theSameDirectoryKeepsItsId() {
		Journal first = new Journal(this.directory, SMALL);
		first.close();
		try (Journal second = new Journal(this.directory, SMALL)) {
			assertThat(second.id()).isEqualTo(first.id());
		}
	}

	@Test
	void manyThreadsAppendWithoutLosingOrMixingAnything() throws InterruptedException {
		JournalProperties large = new JournalProperties(DataSize.ofMegabytes(64), DataSize.ofMegabytes(1),
				Duration.ofMillis(1));
		int threads = 4;
		int each = 2000;
		try (Journal journal = new Journal(this.directory, large)) {
			CountDownLatch done = new CountDownLatch(threads);
			for (int i = 0; i < threads; i++) {
				int thread = i;
				Thread.ofPlatform().start(() -> {
					for (int n = 0; n < each; n++) {
						append(journal, thread + ":" + n);
					}
					done.countDown();
				});
			}
			List<String> read = read(journal, 2 * threads * each);
			done.await();
			for (int i = 0; i < threads; i++) {
				int thread = i;
				assertThat(read.stream().filter((text) -> text.startsWith("end " + thread + ":"))).isEqualTo(
						Stream.iterate(0, (n) -> n + 1).limit(each).map((n) -> "end " + thread + ":" + n).toList());
			}
		}
	}

	@Test
	void manyStartsWithoutADatabaseStayWithinTheBound() throws IOException {
		int records = 0;
		for (int i = 0; i < 12; i++) {
			try (Journal journal = new Journal(this.directory, SMALL)) {
				records += fill(journal, 4 * i);
				assertThat(bytes()).isLessThanOrEqualTo(SMALL.maxSize().toBytes() + 8);
			}
		}
		try (Journal journal = new Journal(this.directory, SMALL)) {
			assertThat(journal.hold(bytes("more"), 0)).isEqualTo(-1);
			assertThat(read(journal, records)).hasSize(records);
			journal.before(journal.reader().segment()).forEach(journal::drop);
			Awaitility.await().until(() -> journal.hold(bytes("more"), 0) >= 0);
		}
	}

	/** Appends records, up to so many, as long as there is room. */
	private static int fill(Journal journal, int count) {
		for (int i = 0; i < count; i++) {
			if (journal.hold(bytes("h".repeat(4000)), 4000) < 0) {
				return i;
			}
		}
		return count;
	}

	private long bytes() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".journal"))
				.mapToLong((file) -> file.toFile().length())
				.sum();
		}
	}

	@Test
	void sizesThatCannotWorkStopTheStart() {
		DataSize size = DataSize.ofMegabytes(1);
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(
					() -> new Journal(this.directory, new JournalProperties(size, size, Duration.ofMillis(1))).close())
			.withMessageContaining("tollgate.ledger.journal.max-size");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new Journal(this.directory,
					new JournalProperties(size, DataSize.ofKilobytes(1), Duration.ofMillis(1)))
				.close())
			.withMessageContaining("tollgate.ledger.journal.segment-size");
	}

	private int segments() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return (int) files.filter((file) -> file.toString().endsWith(".journal")).count();
		}
	}

	private static void append(Journal journal, String text) {
		long promise = journal.hold(bytes("hold " + text), 100);
		if (promise < 0) {
			promise = Awaitility.await().until(() -> journal.hold(bytes("hold " + text), 100), (room) -> room >= 0);
		}
		journal.settle(bytes("end " + text), promise);
	}

	private static List<String> read(Journal journal, int count) {
		List<String> read = new ArrayList<>();
		Awaitility.await().until(() -> {
			for (JournalReader.Item item = journal.reader().next(); item != null; item = journal.reader().next()) {
				read.add(text(item.bytes()));
			}
			return read.size() >= count;
		});
		return read;
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(ByteBuffer bytes) {
		return new String(bytes.array(), StandardCharsets.UTF_8);
	}

}
