package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventSplitterTests {

	private static final String[] LINE_ENDS = { "\n", "\r\n", "\r" };

	private static final EventSink NOWHERE = (bytes, from, to) -> {
	};

	private final Chunks chunks = new Chunks();

	/** Streams with the data of their events; two lines of data are one with a blank. */
	static Stream<Sample> streams() {
		return Stream.of(new Sample("data: a\n\n", List.of("a")), new Sample("data:a\n\n", List.of("a")),
				new Sample("data:  a \n\n", List.of(" a ")),
				new Sample("data: {\"a\":1}\n\ndata: b\n\n", List.of("{\"a\":1}", "b")),
				new Sample("data: a\ndata: b\n\n", List.of("a b")),
				new Sample("data: a\ndata\ndata:b\n\n", List.of("a  b")),
				new Sample(": comment\n\ndata: a\n\n", List.of("a")), new Sample(": c\ndata: a\n: d\n\n", List.of("a")),
				new Sample("\n\n\ndata: a\n\n\n\n", List.of("a")),
				new Sample("event: x\nid: 1\nretry: 5\ndata: a\n\n", List.of("a")),
				new Sample("data: a\nid: 2\nevent: y\n\n", List.of("a")),
				new Sample("event: x\n\ndata: a\n\n", List.of("a")),
				new Sample("\ufeffdata: a\n\ndata: b\n\n", List.of("a", "b")),
				new Sample("\ufeff: c\n\ndata: a\n\n", List.of("a")), new Sample("data: \ufeff\n\n", List.of("\ufeff")),
				new Sample("database: x\ndata: a\n\n", List.of("a")), new Sample("dat\ndata: a\n\n", List.of("a")),
				new Sample(" data: x\ndata: a\n\n", List.of("a")), new Sample("data: é漢😀\n\n", List.of("é漢😀")),
				new Sample("data: a\n\ndata: [DONE]\n\n", List.of("a", "[DONE]")),
				new Sample("data: a:b: c\n\n", List.of("a:b: c")), new Sample("id\ndata: a\n\n", List.of("a")));
	}

	/** Every stream with every kind of line end. */
	static Stream<Sample> streamsByLineEnd() {
		return streams().flatMap((sample) -> Stream.of(LINE_ENDS)
			.map((end) -> new Sample(sample.stream().replace("\n", end), sample.events())));
	}

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@AfterEach
	void everyBufferIsReleased() {
		this.chunks.areReleased();
	}

	@ParameterizedTest
	@MethodSource("streamsByLineEnd")
	void eventsAreTheSameHoweverTheStreamIsCut(Sample sample) {
		byte[] bytes = Chunks.utf8(sample.stream());
		List<String> events = sample.events();
		assertThat(split(this.chunks.cut(bytes))).isEqualTo(events);
		assertThat(split(this.chunks.byteByByte(bytes))).isEqualTo(events);
		for (int first = 0; first <= bytes.length; first++) {
			assertThat(split(this.chunks.cut(bytes, first))).as("cut at %d", first).isEqualTo(events);
			for (int second = first; second <= bytes.length; second++) {
				assertThat(split(this.chunks.cut(bytes, first, second))).as("cut at %d and %d", first, second)
					.isEqualTo(events);
			}
		}
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void streamsAtRandomAreSplitAsASimpleReaderDoes(long seed) {
		Random random = new Random(seed);
		String[] lines = { "data: a", "data:", "data", "data: b c", ": comment", "event: e", "id: 7", "", "", "", "x",
				"data:{\"k\":1}", "retry: 1" };
		StringBuilder stream = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
		for (int i = random.nextInt(30); i >= 0; i--) {
			stream.append(lines[random.nextInt(lines.length)]).append(LINE_ENDS[random.nextInt(3)]);
		}
		byte[] bytes = Chunks.utf8(stream + "\n\n");
		List<String> expected = reference(stream + "\n\n");
		List<ByteBuf> pieces = new ArrayList<>();
		for (int at = 0; at < bytes.length;) {
			int to = Math.min(bytes.length, at + 1 + random.nextInt(12));
			pieces.add(this.chunks.buffer(bytes, at, to));
			at = to;
		}
		assertThat(split(pieces)).as("seed %d: %s", seed, stream).isEqualTo(expected);
	}

	/** The algorithm of WHATWG HTML section 9.2.6, line by line. */
	private static List<String> reference(String stream) {
		List<String> events = new ArrayList<>();
		List<String> data = new ArrayList<>();
		for (String line : stream.replaceFirst("^\ufeff", "").split("\r\n|\n|\r", -1)) {
			if (line.isEmpty()) {
				if (!data.isEmpty()) {
					events.add(String.join(" ", data));
				}
				data.clear();
			}
			else if (line.equals("data") || line.startsWith("data:")) {
				data.add(line.replaceFirst("^data:? ?", ""));
			}
		}
		return events;
	}

	@Test
	void onlyWhatWouldBeWrittenTheSameIsVerbatim() {
		assertThat(verbatim("data: a\n\n")).containsExactly(true);
		assertThat(verbatim("data: a\n\n: c\n\ndata: b\n\n")).containsExactly(true, true);
		assertThat(verbatim("data:a\n\n")).containsExactly(false);
		assertThat(verbatim("data: a\r\n\r\n")).containsExactly(false);
		assertThat(verbatim("data: a\n\r\n")).containsExactly(false);
		assertThat(verbatim("data: a\ndata: b\n\n")).containsExactly(false);
		assertThat(verbatim("id: 1\ndata: a\n\n")).containsExactly(false);
		assertThat(verbatim(": c\ndata: a\n\n")).containsExactly(false);
		assertThat(verbatim("data: a\nid: 1\n\n")).containsExactly(false);
	}

	private List<Boolean> verbatim(String stream) {
		EventSplitter splitter = new EventSplitter(1000);
		List<Boolean> verbatim = new ArrayList<>();
		ByteBuf chunk = this.chunks.cut(Chunks.utf8(stream)).getFirst();
		splitter.feed(chunk, (bytes, from, to) -> verbatim.add(splitter.verbatim()));
		chunk.release();
		return verbatim;
	}

	@Test
	void offsetsOfVerbatimEventsAreOffsetsInTheChunk() {
		byte[] bytes = Chunks.utf8("data: first\n\ndata: second\n\ndata: th");
		EventSplitter splitter = new EventSplitter(1000);
		ByteBuf chunk = this.chunks.cut(bytes).getFirst();
		assertThat(splitter.hasPending()).isFalse();
		List<String> found = new ArrayList<>();
		splitter.feed(chunk, (any, from, to) -> found
			.add(chunk.toString(chunk.readerIndex() + from, to - from, StandardCharsets.UTF_8)));
		assertThat(found).containsExactly("first", "second");
		assertThat(splitter.hasPending()).isTrue();
		chunk.release();
	}

	@Test
	void anEventWithoutItsBlankLineIsDeliveredAtTheEnd() {
		for (String stream : List.of("data: a", "data: a\n", "data: a\r", "data: a\r\n")) {
			assertThat(split(this.chunks.cut(Chunks.utf8(stream)))).as(stream).containsExactly("a");
			assertThat(split(this.chunks.byteByByte(Chunks.utf8(stream)))).as(stream).containsExactly("a");
		}
		assertThat(split(this.chunks.cut(Chunks.utf8(": c")))).isEmpty();
		assertThat(split(this.chunks.cut(Chunks.utf8("")))).isEmpty();
	}

	@Test
	void anEventLargerThanTheLimitIsRefused() {
		for (String line : List.of("x".repeat(50), "data:x\n".repeat(7) + "x", "data: ".repeat(9))) {
			EventSplitter splitter = new EventSplitter(100);
			List<ByteBuf> pieces = this.chunks.cut(Chunks.utf8(line + line + line + line), 50, 100);
			splitter.feed(pieces.get(0), NOWHERE);
			splitter.feed(pieces.get(1), NOWHERE);
			assertThatExceptionOfType(SizeLimitException.class).isThrownBy(() -> splitter.feed(pieces.get(2), NOWHERE));
			pieces.forEach(ByteBuf::release);
		}
	}

	@Test
	void commentsWithoutEndAreNotKept() {
		EventSplitter splitter = new EventSplitter(100);
		for (int i = 0; i < 1000; i++) {
			ByteBuf chunk = this.chunks.cut(Chunks.utf8(": keep-alive\n")).getFirst();
			splitter.feed(chunk, NOWHERE);
			chunk.release();
		}
		assertThat(split(splitter, this.chunks.cut(Chunks.utf8("data: a\n\n")))).containsExactly("a");
	}

	@Test
	void largeEventsInSmallPiecesAreJoined() {
		String large = "{\"x\":\"" + "0123456789é".repeat(20_000) + "\"}";
		byte[] bytes = Chunks.utf8("data: a\n\ndata: " + large + "\n\ndata: b\n\n");
		List<ByteBuf> pieces = new ArrayList<>();
		for (int at = 0; at < bytes.length; at += 1000) {
			pieces.add(this.chunks.buffer(bytes, at, Math.min(bytes.length, at + 1000)));
		}
		assertThat(split(pieces)).containsExactly("a", large, "b");
		assertThat(split(this.chunks.cut(bytes))).containsExactly("a", large, "b");
	}

	private static List<String> split(List<ByteBuf> pieces) {
		return split(new EventSplitter(1_000_000), pieces);
	}

	private static List<String> split(EventSplitter splitter, List<ByteBuf> pieces) {
		List<String> events = new ArrayList<>();
		EventSink sink = (bytes, from, to) -> events.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
		for (ByteBuf piece : pieces) {
			int readable = piece.readableBytes();
			splitter.feed(piece, sink);
			assertThat(piece.readableBytes()).isEqualTo(readable);
			piece.release();
		}
		splitter.finish(sink);
		return events;
	}

	/**
	 * A stream.
	 *
	 * @param stream its bytes
	 * @param events the data of its events
	 */
	record Sample(String stream, List<String> events) {
	}

}
