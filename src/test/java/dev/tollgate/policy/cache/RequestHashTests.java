package dev.tollgate.policy.cache;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

import dev.tollgate.chat.Task;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class RequestHashTests {

	private static final CacheScope SCOPE = new CacheScope("acme", "chat", null, false);

	private static final String PIXELS = "iVBORw0KGgo+/AAA".repeat(400);

	@Property(tries = 300)
	void theSameValuesHaveTheSameKeyHoweverTheyAreWritten(@ForAll long seed) {
		RandomChat random = new RandomChat(seed);
		ObjectNode request = random.request();
		ObjectNode again = tree(random.written(request));
		assertThat(exact(again)).isEqualTo(exact(request));
		assertThat(similar(again)).isEqualTo(similar(request));
	}

	@Property(tries = 200)
	void otherValuesHaveOtherKeys(@ForAll long seed) {
		ObjectNode request = new RandomChat(seed).request();
		CacheKey key = exact(request);
		RandomChat.changed(request).forEach((change, other) -> assertThat(exact(other)).as(change).isNotEqualTo(key));
	}

	@Property(tries = 200)
	void twoTenantsNeverShare(@ForAll long seed, @ForAll String tenant, @ForAll String other) {
		ObjectNode request = new RandomChat(seed).request();
		CacheScope one = new CacheScope(tenant, "chat", null, false);
		CacheScope two = new CacheScope(tenant.equals(other) ? other + "x" : other, "chat", null, false);
		assertThat(RequestHash.exact(one, request, null)).isNotEqualTo(RequestHash.exact(two, request, null));
		assertThat(similar(one, request).context()).isNotEqualTo(similar(two, request).context());
	}

	@Test
	void whatATenantIsCalledDoesNotRunIntoTheRoute() {
		ObjectNode request = tree("{}");
		assertThat(RequestHash.exact(new CacheScope("ab", "c", null, false), request, null))
			.isNotEqualTo(RequestHash.exact(new CacheScope("a", "bc", null, false), request, null));
		assertThat(RequestHash.exact(new CacheScope("a\uD800", "c", null, false), request, null))
			.isNotEqualTo(RequestHash.exact(new CacheScope("a?", "c", null, false), request, null));
	}

	@Test
	void routeTaskAndBetaArePartOfTheKey() {
		ObjectNode request = tree("{\"model\":\"m\"}");
		assertThat(
				Set.of(exact(request), RequestHash.exact(new CacheScope("acme", "other", null, false), request, null),
						RequestHash.exact(new CacheScope("acme", "chat", Task.CODING, false), request, null),
						RequestHash.exact(new CacheScope("acme", "chat", Task.FACTUAL, false), request, null),
						RequestHash.exact(new CacheScope("acme", "chat", null, true), request, null)))
			.hasSize(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1e0", "10e-1", "0.1E+1", "1.000" })
	void numbersAreWhatTheyAreWorth(String one) {
		assertThat(exact(tree("{\"n\":" + one + "}"))).isEqualTo(exact(tree("{\"n\":1}")));
	}

	@ParameterizedTest
	@CsvSource({ "1,\"1\"", "1,true", "null,\"null\"", "0,null", "[],{}", "[1],1", "0.7,0.70001",
			"9007199254740992,9007199254740993", "\"\\ud800\",\"?\"", "\"\\ud800\",\"\\ud801\"", "[[]],[]",
			"{\"a\":{}},{\"a\":[]}" })
	void valuesThatOnlyLookAlikeAreTwo(String one, String other) {
		assertThat(exact(tree("{\"n\":" + one + "}"))).isNotEqualTo(exact(tree("{\"n\":" + other + "}")));
	}

	@Test
	void whatDoesNotChangeTheAnswerIsLeftOut() {
		ObjectNode request = tree("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}");
		ObjectNode more = tree(
				"""
						{"model":"m","messages":[{"role":"user","content":"?"}],"stream":true,"store":true,"user":"u",
						"stream_options":{"include_usage":true},"safety_identifier":"s","metadata":{"a":"b"},"prompt_cache_key":"p"}
						""");
		assertThat(exact(more)).isEqualTo(exact(request));
		assertThat(similar(more)).isEqualTo(similar(request));
		ObjectNode inside = request.deepCopy();
		((ObjectNode) inside.path("messages").path(0)).put("user", "u");
		assertThat(exact(inside)).isNotEqualTo(exact(request));
	}

	@Test
	void mediaAreHashedByTheirBytesAndNotByTheirPlaceholders() {
		String picture = body("data:image/png;base64," + PIXELS);
		String other = body("data:image/png;base64," + PIXELS.substring(0, 6000) + "B" + PIXELS.substring(6001));
		CacheKey key = skeleton(picture);
		assertThat(skeleton(picture)).isEqualTo(key);
		assertThat(skeleton(other)).isNotEqualTo(key);
		assertThat(skeleton(picture.replace("/", "\\/"))).isEqualTo(key);
		assertThat(skeleton(picture.replace("iVBOR", "\\u0069VBOR"))).isEqualTo(key);
		assertThat(skeleton(body(PIXELS))).isNotEqualTo(key);
		assertThat(exact(tree(picture))).isEqualTo(key);
	}

	@Test
	void mediaAreKnownByTheirOrder() {
		String url = "\"data:image/png;base64," + PIXELS + "\"";
		String longer = "\"data:image/png;base64,A" + PIXELS + "\"";
		assertThat(skeleton("{\"a\":" + url + ",\"b\":" + longer + "}"))
			.isNotEqualTo(skeleton("{\"a\":" + longer + ",\"b\":" + url + "}"));
		assertThat(skeleton("{\"a\":" + url + ",\"b\":" + longer + "}"))
			.isEqualTo(skeleton("{\"b\":" + longer + ",\"a\":" + url + "}"));
	}

	@Test
	void theLastQuestionIsApart() {
		SimilarRequest one = similar(chat("\"Where is Rome?\"", "0.5"));
		assertThat(one.question()).isEqualTo("Where is Rome?");
		assertThat(similar(chat("\"Rome, where is it?\"", "0.5")).context()).isEqualTo(one.context());
		assertThat(similar(chat("\"Where is Rome?\"", "0.6")).context()).isNotEqualTo(one.context());
		assertThat(similar(chat("[{\"type\":\"text\",\"text\":\"Where is Rome?\"}]", "0.5")).question())
			.isEqualTo("Where is Rome?");
		String media = "[{\"type\":\"text\",\"text\":\"What is it?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"";
		assertThat(similar(chat(media + "a\"}}]", "0.5")).context())
			.isNotEqualTo(similar(chat(media + "b\"}}]", "0.5")).context());
	}

	@Test
	void theHistoryBelongsToTheContext() {
		String template = "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"assistant\",\"content\":\"%s\"},"
				+ "{\"role\":\"user\",\"content\":\"And?\"},{\"role\":\"tool\",\"content\":\"%s\"}]}";
		Set<CacheKey> contexts = Set.of(similar(tree(template.formatted("a", "b", "c"))).context(),
				similar(tree(template.formatted("x", "b", "c"))).context(),
				similar(tree(template.formatted("a", "x", "c"))).context(),
				similar(tree(template.formatted("a", "b", "x"))).context());
		assertThat(contexts).hasSize(4);
	}

	@Test
	void whereNoQuestionIsNothingIsSimilar() {
		for (String content : new String[] { "\"\"", "\" \"", "[]", "null", "[{\"type\":\"image_url\"}]" }) {
			assertThat(RequestHash.similar(SCOPE, chat(content, "1"), null)).as(content).isNull();
		}
		assertThat(RequestHash.similar(SCOPE, tree("{\"messages\":[{\"role\":\"system\",\"content\":\"a\"}]}"), null))
			.isNull();
		JsonBody body = JsonBody
			.of(Unpooled.copiedBuffer(chat("\"" + PIXELS + "\"", "1").toString().getBytes(StandardCharsets.UTF_8)));
		JsonBody.Skeleton skeleton = body.skeleton();
		assertThat(RequestHash.similar(SCOPE, (ObjectNode) skeleton.tree(), skeleton)).isNull();
		body.release();
	}

	@Test
	void aKeyCanBeWrittenAndRead() {
		CacheKey key = exact(tree("{}"));
		assertThat(CacheKey.parse(key.toString())).isEqualTo(key);
		assertThat(key.toString()).hasSize(64);
	}

	private static ObjectNode chat(String question, String temperature) {
		return tree("{\"model\":\"m\",\"temperature\":" + temperature
				+ ",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":"
				+ question + "}]}");
	}

	private static String body(String url) {
		return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url
				+ "\"}}]}]}";
	}

	private static CacheKey skeleton(String json) {
		JsonBody body = JsonBody.of(Unpooled.copiedBuffer(json.getBytes(StandardCharsets.UTF_8)));
		try {
			return RequestHash.exact(SCOPE, body.skeleton());
		}
		finally {
			body.release();
		}
	}

	private static CacheKey exact(ObjectNode request) {
		return RequestHash.exact(SCOPE, request, null);
	}

	private static SimilarRequest similar(ObjectNode request) {
		return similar(SCOPE, request);
	}

	private static SimilarRequest similar(CacheScope scope, ObjectNode request) {
		return Objects.requireNonNull(RequestHash.similar(scope, request, null));
	}

	private static ObjectNode tree(String json) {
		return (ObjectNode) Json.MAPPER.readTree(json);
	}

}
