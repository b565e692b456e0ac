package dev.tollgate.wire;

import java.util.Random;
import java.util.stream.LongStream;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scanner and the cursor against Jackson, on documents at random and on such that
 * were damaged at random.
 */
class JsonOracleTests {

	private static final JsonMapper ORACLE = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final String DAMAGE = "{}[]\",:\\ 0-.eEtfnu\n\t1xa/";

	static LongStream seeds() {
		return LongStream.range(0, 400);
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void documentsAreIndexedAsJacksonReadsThem(long seed) {
		byte[] bytes = Chunks.utf8(RandomJson.object(seed));
		JsonNode tree = ORACLE.readTree(bytes);
		JsonBody body = JsonBody.of(Unpooled.wrappedBuffer(bytes));
		assertThat(body.members()).extracting(JsonMember::name).containsExactlyElementsOf(tree.propertyNames());
		for (JsonMember member : body.members()) {
			assertThat(ORACLE.readTree(body.json(member))).isEqualTo(tree.get(member.name()));
		}
		assertThat(cursorReads(bytes)).isTrue();
		body.release();
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void damagedDocumentsAreJudgedAsJacksonDoes(long seed) {
		String document = RandomJson.object(seed);
		Random random = new Random(seed);
		for (int i = 0; i < 40; i++) {
			byte[] damaged = Chunks.utf8(damage(document, random));
			boolean valid = oracleReads(damaged);
			boolean scanned = scannerReads(damaged, valid);
			assertThat(scanned).as("scanner, seed %d: %s", seed, new String(damaged)).isEqualTo(valid);
			if (!new String(damaged).contains("\\")) {
				assertThat(cursorReads(damaged)).as("cursor, seed %d: %s", seed, new String(damaged)).isEqualTo(valid);
			}
		}
	}

	private static String damage(String document, Random random) {
		StringBuilder damaged = new StringBuilder(document);
		int at = random.nextInt(document.length());
		char with = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
		switch (random.nextInt(4)) {
			case 0 -> damaged.deleteCharAt(at);
			case 1 -> damaged.insert(at, with);
			case 2 -> damaged.setCharAt(at, with);
			default -> damaged.setLength(at);
		}
		return damaged.toString();
	}

	private static boolean oracleReads(byte[] bytes) {
		try {
			return ORACLE.readTree(bytes).isObject();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	/** The scanner is stricter where it says so; there its verdict is not compared. */
	private static boolean scannerReads(byte[] bytes, boolean valid) {
		try {
			JsonBody.of(Unpooled.wrappedBuffer(bytes)).release();
			return true;
		}
		catch (MalformedJsonException ex) {
			boolean stricter = ex.getMessage().contains("twice") || ex.getMessage().contains("escaped")
					|| ex.getMessage().contains("surrogate") || ex.getMessage().contains("UTF-8");
			return stricter && valid;
		}
	}

	private static boolean cursorReads(byte[] bytes) {
		try {
			JsonCursor cursor = new JsonCursor().on(bytes, 0, bytes.length);
			cursor.enterObject();
			while (cursor.nextMember()) {
				cursor.skip();
			}
			cursor.finish();
			return true;
		}
		catch (MalformedJsonException ex) {
			return false;
		}
	}

}
