package dev.tollgate.wire;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Documents that are JSON objects, and documents that are not.
 */
final class JsonDocuments {

	private static final List<String> NUMBERS = List.of("0", "-0", "1", "-1", "10", "1.5", "-0.0", "1e1", "1E+1",
			"1e-10", "0e0", "0E-0", "0.1e+007", "123456789012345678901234567890", "1e400", "-9.99E+99");

	private static final List<String> NOT_NUMBERS = List.of("01", "-", "+1", ".5", "1.", "1e", "1e+", "1.e1", "0x10",
			"00", "-01", "NaN", "Infinity", "-Infinity", "1_000", "1a", "1 2", "--1", "1-", "1e5.0", "0.5.5", "-a");

	private static final List<String> STRINGS = List.of("\"\"", "\"a\"", "\"a b\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
			"\"\\u0000\\u001f\\uabCD\"", "\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00x\"", "\"é\"", "\"漢字\"", "\"😀\"",
			"\"\\u0022\"", "\"\\\\\"", "\"\u007f\"", "\"\u2028\u2029\"", "\"\ufeff\"", "\"1234567\"", "\"12345678\"",
			"\"123456789012345\\n7890\"", "\"12345678901234é\"", "\"//\"", "\"{}[],:\"");

	private static final List<String> NOT_STRINGS = List.of("\"", "\"\\\"", "\"\\x\"", "\"\\'\"", "\"\\a\"", "\"\\\n\"",
			"\"\\u\"", "\"\\u12\"", "\"\\u123\"", "\"\\u12g4\"", "\"\\uD83D\"", "\"\\uDE00\"", "\"\\uDE00\\uD83D\"",
			"\"\\uD83D\\uD83D\"", "\"\\uD83Dx\"", "\"\\uD83D\\n\"", "\"\\uD83D\\u0041\"", "\"\\uD83D\\\"",
			"\"\\U0041\"", "\"a\"b\"", "'a'", "a", "\"a\tb\"", "\"a\nb\"", "\"1234567890\u0001\"");

	private static final List<String> LITERALS = List.of("true", "false", "null", "[true,false,null]");

	private static final List<String> NOT_LITERALS = List.of("tru", "True", "TRUE", "nul", "nulll", "truex", "fals",
			"falsey", "none", "undefined", "t", "n", "tr ue");

	private static final List<String> OBJECTS = List.of("{}", " {} ", "\t\r\n{\t\r\n}\t\r\n", "{\"\":1}",
			"{\"a\":{},\"b\":[]}", "{\"a\":{\"b\":{\"c\":[1,[2,[3,{}]]]}}}", "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }",
			"{\"a\":{\"x\":1,\"x\":2}}", "{\"a\":{\"\\u0061\":1}}", "{\"é漢😀\":1,\"b\":2}",
			"{\"a\":[{\"a\":1},{\"a\":2}]}", "{\"a\":[[],{},\"\",0,true,null]}",
			"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
					+ "\"stream\":true,\"temperature\":0.5,\"user\":null}");

	private static final List<String> NOT_OBJECTS = List.of("", " ", "[]", "\"a\"", "1", "null", "{", "}", "{\"a\"",
			"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{,\"a\":1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}", "{\"a\":1}]",
			"{\"a\":1}x", "{\"a\":1}{}", "{\"a\":1},", "{a:1}", "{'a':1}", "{1:1}", "{\"a\":[1,]}", "{\"a\":[,1]}",
			"{\"a\":[1 2]}", "{\"a\":[1}}", "{\"a\":{]}", "{\"a\":[}]}", "{\"a\":[}", "{\"a\"::1}", "{\"a\":1;}",
			"{\"a\" \"b\"}", "{\"a\",1}", "{\"a\":1:2}", "/**/{}", "{}//", "{\"a\":1/*b*/}", "\ufeff{}", "{}\0", "\0{}",
			"{\f}", "{\u00a0}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"a\":1}", "{\"\":1,\"\":1}", "{\"\\u0061\":1}",
			"{\"a\\/b\":1}", "{\"a\nb\":1}", "{\"a\":\"\"\"\"}", "{{}:1}", "{[]:1}", "{\"a\":[{]}}");

	private JsonDocuments() {
	}

	static Stream<String> valid() {
		return Stream.of(OBJECTS.stream(), values(NUMBERS), values(STRINGS), values(LITERALS)).flatMap((part) -> part);
	}

	static Stream<String> invalid() {
		Stream<String> controls = IntStream.range(0, 0x20).mapToObj((control) -> "\"a" + (char) control + "\"");
		return Stream
			.of(NOT_OBJECTS.stream(), values(NOT_NUMBERS), values(NOT_STRINGS), values(NOT_LITERALS),
					values(controls.toList()))
			.flatMap((part) -> part);
	}

	/** Each value as the last member, as one before others, and deeper. */
	private static Stream<String> values(List<String> values) {
		return values.stream()
			.flatMap((value) -> Stream.of("{\"a\":" + value + "}", "{\"a\":" + value + " ,\"b\":1}",
					"{\"a\":{\"b\":[0," + value + "]}}"));
	}

}
