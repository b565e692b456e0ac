package dev.tollgate.wire;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class JsonBodyReaderTests {

	private final Chunks chunks = new Chunks();

	static Stream<String> valid() {
		return JsonDocuments.valid();
	}

	static Stream<String> invalid() {
		return JsonDocuments.invalid();
	}

	@AfterEach
	void everyBufferIsReleased() {
		this.chunks.areReleased();
	}

	@ParameterizedTest
	@MethodSource("valid")
	void membersLieWhereJacksonFindsThem(String document) {
		byte[] bytes = Chunks.utf8(document);
		JsonBody body = Chunks.read(this.chunks.cut(bytes));
		JsonNode tree = Json.MAPPER.readTree(bytes);
		assertThat(body.members()).extracting(JsonMember::name).containsExactlyElementsOf(tree.propertyNames());
		for (JsonMember member : body.members()) {
			JsonNode value = tree.get(member.name());
			assertThat(Json.MAPPER.readTree(body.json(member))).isEqualTo(value);
			assertThat(new String(bytes, member.start(), 1, StandardCharsets.UTF_8)).isNotBlank();
			assertThat(new String(bytes, member.end() - 1, 1, StandardCharsets.UTF_8)).isNotBlank();
			assertThat(new String(bytes, member.keyStart(), member.start() - member.keyStart(), StandardCharsets.UTF_8))
				.startsWith("\"" + member.name() + "\"");
			assertThat(member.kind()).isEqualTo(kind(value));
			if (value.isString()) {
				assertThat(body.text(member)).isEqualTo(value.stringValue());
			}
		}
		assertThat(body.toByteArray()).isEqualTo(bytes);
		body.release();
	}

	@ParameterizedTest
	@MethodSource("valid")
	void indexDoesNotDependOnTheCuts(String document) {
		byte[] bytes = Chunks.utf8(document);
		JsonBody whole = Chunks.read(this.chunks.cut(bytes));
		List<JsonMember> members = whole.members();
		whole.release();
		for (int cut = 0; cut <= bytes.length; cut++) {
			JsonBody body = Chunks.read(this.chunks.cut(bytes, cut));
			assertThat(body.members()).as("cut at %d", cut).isEqualTo(members);
			assertThat(body.toByteArray()).isEqualTo(bytes);
			body.release();
		}
		JsonBody body = Chunks.read(this.chunks.byteByByte(bytes));
		assertThat(body.members()).isEqualTo(members);
		body.release();
	}

	@ParameterizedTest
	@MethodSource("valid")
	void everyPrefixIsRefused(String document) {
		byte[] bytes = Chunks.utf8(document.stripTrailing());
		for (int cut = 0; cut < bytes.length; cut++) {
			List<ByteBuf> prefix = List.of(this.chunks.buffer(bytes, 0, cut));
			assertThatExceptionOfType(MalformedJsonException.class).as("the first %d bytes", cut)
				.isThrownBy(() -> Chunks.read(prefix));
		}
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void whatIsNoJsonObjectIsRefusedHoweverItIsCut(String document) {
		byte[] bytes = Chunks.utf8(document);
		for (int cut = 0; cut <= bytes.length; cut++) {
			List<ByteBuf> pieces = this.chunks.cut(bytes, cut);
			assertThatExceptionOfType(MalformedJsonException.class).as("cut at %d", cut)
				.isThrownBy(() -> Chunks.read(pieces));
		}
		List<ByteBuf> pieces = this.chunks.byteByByte(bytes);
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> Chunks.read(pieces));
	}

	@Test
	void everySequenceOfTwoBytesIsJudgedAsTheJdkDoes() {
		for (int first = 0x80; first <= 0xff; first++) {
			for (int second = 0x20; second <= 0xff; second++) {
				judge(first, second);
			}
		}
	}

	/** Table 3-7 of the Unicode Standard, at the edges of its ranges. */
	@Test
	void longerSequencesAreJudgedAsTheJdkDoes() {
		int[] edges = { 0x20, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff };
		for (int first = 0xc0; first <= 0xff; first++) {
			for (int second : edges) {
				for (int third : edges) {
					judge(first, second, third);
					for (int fourth : edges) {
						judge(first, second, third, fourth);
					}
				}
			}
		}
	}

	private void judge(int... sequence) {
		ByteBuffer text = ByteBuffer.allocate(sequence.length + 9);
		for (int each : sequence) {
			if (each == '"' || each == '\\') {
				return;
			}
		}
		text.put(Chunks.utf8("{\"a\":\""));
		for (int each : sequence) {
			text.put((byte) each);
		}
		text.put(Chunks.utf8("\"}")).flip();
		byte[] bytes = new byte[text.remaining()];
		text.get(bytes);
		boolean valid = decodes(bytes);
		boolean accepted = accepts(bytes);
		assertThat(accepted).as("%s", HexFormat.of().formatHex(bytes)).isEqualTo(valid);
	}

	private static boolean decodes(byte[] bytes) {
		try {
			return !StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).isEmpty();
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static boolean accepts(byte[] bytes) {
		try {
			JsonBody.of(Unpooled.wrappedBuffer(bytes)).release();
			return true;
		}
		catch (MalformedJsonException ex) {
			return false;
		}
	}

	@Test
	void nestingIsBounded() {
		assertThat(accepts(nested(199, '[', ']'))).isTrue();
		assertThat(accepts(nested(200, '[', ']'))).isFalse();
		assertThat(accepts(nested(10_000, '[', ']'))).isFalse();
		byte[] objects = Chunks.utf8("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
		assertThat(accepts(objects)).isFalse();
	}

	@Test
	void arraysAndObjectsCloseInTheirOrderAtEveryDepth() {
		for (int depth = 1; depth < 199; depth++) {
			String opened = "{\"a\":" + "[".repeat(depth) + "{}";
			assertThat(accepts(Chunks.utf8(opened + "]".repeat(depth) + "}"))).isTrue();
			assertThat(accepts(Chunks.utf8(opened + "]".repeat(depth - 1) + "}}"))).isFalse();
		}
	}

	private static byte[] nested(int depth, char open, char close) {
		return Chunks.utf8("{\"a\":" + String.valueOf(open).repeat(depth) + String.valueOf(close).repeat(depth) + "}");
	}

	@Test
	void aMillionItemsAreRefused() {
		assertThat(accepts(Chunks.utf8("{\"a\":[" + "0,".repeat(1_000_000) + "0]}"))).isFalse();
		assertThat(accepts(Chunks.utf8("{\"a\":[" + "0,".repeat(100_000) + "0]}"))).isTrue();
	}

	@Test
	void scanningKeepsNothingOfTheBytes() {
		JsonScanner scanner = new JsonScanner();
		scanner.feed(Unpooled.wrappedBuffer(Chunks.utf8("{\"a\":[0")));
		ByteBuf part = Unpooled.wrappedBuffer(Chunks.utf8(",\"a text\",{\"b\":[1.5e3,true]}".repeat(1000)));
		scanner.feed(part);
		var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < 50; i++) {
			scanner.feed(part);
		}
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
	}

	@Test
	void membersAndTheirNamesAreBounded() {
		StringBuilder many = new StringBuilder("{\"x\":0");
		for (int i = 0; i < 255; i++) {
			many.append(",\"").append(i).append("\":0");
		}
		assertThat(accepts(Chunks.utf8(many + "}"))).isTrue();
		assertThat(accepts(Chunks.utf8(many + ",\"y\":0}"))).isFalse();
		assertThat(accepts(Chunks.utf8("{\"" + "n".repeat(128) + "\":1}"))).isTrue();
		assertThat(accepts(Chunks.utf8("{\"" + "n".repeat(129) + "\":1}"))).isFalse();
		assertThat(accepts(Chunks.utf8("{\"a\":{\"" + "n".repeat(10_000) + "\":1}}"))).isTrue();
	}

	@Test
	void moreBytesThanTheLimitAreRefusedAsSoonAsTheyCome() {
		JsonBodyReader reader = new JsonBodyReader(10);
		reader.feed(this.chunks.buffer(Chunks.utf8("{\"a\":"), 0, 5));
		assertThatExceptionOfType(SizeLimitException.class)
			.isThrownBy(() -> reader.feed(this.chunks.buffer(Chunks.utf8("123456"), 0, 6)))
			.satisfies((failure) -> assertThat(failure.limit()).isEqualTo(10));
		reader.release();
	}

	@Test
	void bytesUpToTheLimitAreTaken() {
		JsonBodyReader reader = new JsonBodyReader(7);
		reader.feed(this.chunks.buffer(Chunks.utf8("{\"a\":1}"), 0, 7));
		JsonBody body = reader.finish();
		assertThatNoException().isThrownBy(reader::release);
		assertThat(body.size()).isEqualTo(7);
		body.release();
	}

	@Test
	void compositeChunksAreRead() {
		byte[] bytes = Chunks.utf8("{\"a\":\"b\",\"c\":[1,2]}");
		for (int cut = 1; cut < bytes.length; cut++) {
			ByteBuf composite = Unpooled.wrappedBuffer(this.chunks.cut(bytes, cut).toArray(ByteBuf[]::new));
			JsonBody body = JsonBody.of(composite);
			assertThat(body.members()).extracting(JsonMember::name).containsExactly("a", "c");
			body.release();
		}
	}

	@Test
	void textSizeIsThatOfStringsButForMedia() {
		String picture = "data:image\\/png;base64," + "iVBORw0K".repeat(1000);
		String prose = "some words ".repeat(1000);
		JsonBody body = JsonBody
			.of(Unpooled.wrappedBuffer(Chunks.utf8("{\"a\":\"" + picture + "\",\"b\":\"" + prose + "\"}")));
		assertThat(body.textSize()).isEqualTo(prose.length());
		body.release();
	}

	private static JsonKind kind(JsonNode value) {
		return switch (value.getNodeType()) {
			case OBJECT -> JsonKind.OBJECT;
			case ARRAY -> JsonKind.ARRAY;
			case STRING -> JsonKind.STRING;
			case NUMBER -> JsonKind.NUMBER;
			case BOOLEAN -> value.booleanValue() ? JsonKind.TRUE : JsonKind.FALSE;
			default -> JsonKind.NULL;
		};
	}

}
