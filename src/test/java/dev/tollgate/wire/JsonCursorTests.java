package dev.tollgate.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonCursorTests {

	/** Valid documents, and those whose fault is not one of a name at the top. */
	static Stream<String> valid() {
		return JsonDocuments.valid();
	}

	/** What the cursor leaves to others: escapes it passes over, and doubled names. */
	static Stream<String> invalid() {
		return JsonDocuments.invalid()
			.filter((document) -> !document.contains("\\") && !document.equals("{\"a\nb\":1}")
					&& !document.matches("\\{\"(.*)\":1,.*\"\\1\":[12]}"));
	}

	@ParameterizedTest
	@MethodSource("valid")
	void jsonIsPassedOver(String document) {
		JsonCursor cursor = on(document);
		cursor.skip();
		cursor.finish();
		assertThat(cursor.at()).isEqualTo(Chunks.utf8(document).length);
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void whatIsNotJsonIsRefused(String document) {
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> {
			JsonCursor cursor = on(document);
			cursor.enterObject();
			while (cursor.nextMember()) {
				cursor.skip();
			}
			cursor.finish();
		});
	}

	@Test
	void membersAreReadInTheirOrder() {
		JsonCursor cursor = on(" { \"a\" : 1 , \"b\":[ \"x\" , {\"a\":2} ], \"c\" : \"\\u00e9\" } ");
		List<Object> found = new ArrayList<>();
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(Chunks.utf8("a"))) {
				found.add(cursor.integer(-1));
			}
			else if (cursor.nameIs(Chunks.utf8("b"))) {
				cursor.enterArray();
				while (cursor.nextElement()) {
					found.add(String.valueOf(cursor.string()));
				}
			}
			else {
				found.add(String.valueOf(cursor.string()));
			}
		}
		cursor.finish();
		assertThat(found).containsExactly(1L, "x", "null", "é");
	}

	@ParameterizedTest
	@CsvSource({ "0,0", "-0,0", "7,7", "-7,-7", "9007199254740991,9007199254740991", "99999999999999999,-5", "1.0,-5",
			"1e3,-5", "true,-5", "null,-5", "'\"7\"',-5", "[7],-5", "{},-5" })
	void wholeNumbersAreToldFromOthers(String json, long expected) {
		JsonCursor cursor = on("[" + json + ",1]");
		cursor.enterArray();
		assertThat(cursor.nextElement()).isTrue();
		assertThat(cursor.integer(-5)).isEqualTo(expected);
		assertThat(cursor.nextElement()).isTrue();
		assertThat(cursor.integer(-5)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\tb\"", "\"a", "\"a\\" })
	void aBrokenStringIsMalformedAndNothingElse(String json) {
		JsonCursor cursor = on(json);
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(cursor::string);
	}

	@Test
	void depthIsBounded() {
		JsonCursor cursor = on("[".repeat(100_000));
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(cursor::skip);
	}

	@Test
	void bytesBeyondTheDocumentAreNotRead() {
		byte[] bytes = Chunks.utf8("xx{\"a\":12}34");
		JsonCursor cursor = new JsonCursor().on(bytes, 2, 10);
		cursor.skip();
		cursor.finish();
		assertThat(cursor.at()).isEqualTo(10);
		JsonCursor cut = new JsonCursor().on(bytes, 2, 9);
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(cut::skip);
	}

	private static JsonCursor on(String document) {
		byte[] bytes = Chunks.utf8(document);
		return new JsonCursor().on(bytes, 0, bytes.length);
	}

}
