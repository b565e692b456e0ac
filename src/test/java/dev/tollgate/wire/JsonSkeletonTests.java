package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonSkeletonTests {

	private static final String PICTURE = "data:image/png;base64," + "iVBORw0KGgo+/AAA".repeat(1000) + "==";

	private static final String ESCAPED = PICTURE.replace("/", "\\/");

	private static final String SOUND = "UklGRiQAAABXQVZF".repeat(800);

	private final Chunks chunks = new Chunks();

	@AfterEach
	void everyBufferIsReleased() {
		this.chunks.areReleased();
	}

	@Test
	void mediaAreLeftOutOfTheTreeButForTheirHeads() {
		JsonBody body = body("{\"a\":\"" + ESCAPED + "\",\"b\":[\"" + SOUND + "\"],\"c\":1}");
		JsonNode tree = body.skeleton().tree();
		assertThat(tree.path("a").stringValue()).startsWith("data:image/png;base64,").hasSizeLessThan(200);
		assertThat(tree.path("b").path(0).stringValue()).hasSizeLessThan(200);
		assertThat(tree.path("c").intValue()).isEqualTo(1);
		body.release();
	}

	@Test
	void renderedTreesHaveTheMediaAgain() {
		for (String document : List.of("{\"a\":\"" + PICTURE + "\"}", "{\"a\":\"" + ESCAPED + "\",\"b\":\"x\"}",
				"{\"a\":\"" + SOUND + "\",\"b\":\"" + PICTURE + "\",\"c\":[\"" + SOUND + "x\",{\"é\":\"" + ESCAPED
						+ "\"}]}",
				"{\"a\":\"short\"}", "{\"a\":\"" + "words and words ".repeat(1000) + "\"}",
				"{\"a\":\"" + "漢字".repeat(2000) + "\"}", "{\"a\":\"" + "a,".repeat(4000) + "\"}",
				"{\"a\":\"" + "x".repeat(160) + " \\\"quoted\\\" é ".repeat(400) + "\"}")) {
			byte[] bytes = Chunks.utf8(document);
			for (int cut : List.of(0, 10, bytes.length / 2)) {
				JsonBody body = Chunks.read(this.chunks.cut(bytes, cut));
				JsonBody.Skeleton skeleton = body.skeleton();
				assertThat(rendered(skeleton, skeleton.tree())).isEqualTo(Json.MAPPER.readTree(bytes));
				body.release();
			}
		}
	}

	@Test
	void mediaFollowTheirPlaceholdersToOtherPlaces() {
		JsonBody body = body("{\"a\":\"" + ESCAPED + "\",\"b\":\"" + SOUND + "\"}");
		JsonBody.Skeleton skeleton = body.skeleton();
		String url = skeleton.tree().path("a").stringValue();
		ObjectNode other = JsonNodeFactory.instance.objectNode();
		other.put("sound", skeleton.tree().path("b").stringValue());
		other.putObject("inlineData").put("data", url.substring(url.indexOf(',') + 1));
		other.put("again", url);
		JsonNode rendered = rendered(skeleton, other);
		assertThat(rendered.path("sound").stringValue()).isEqualTo(SOUND);
		assertThat(rendered.path("inlineData").path("data").stringValue())
			.isEqualTo(PICTURE.substring(PICTURE.indexOf(',') + 1));
		assertThat(rendered.path("again").stringValue()).isEqualTo(PICTURE);
		body.release();
	}

	@Test
	void stringsCanBeReadForTheMediaInThem() {
		JsonBody body = body("{\"a\":\"" + ESCAPED + "\",\"b\":\"plain\"}");
		JsonBody.Skeleton skeleton = body.skeleton();
		String url = skeleton.tree().path("a").stringValue();
		assertThat(skeleton.hasMedia(url)).isTrue();
		assertThat(read(skeleton, "before " + url + " after " + url))
			.isEqualTo("before data:image/png;base64,<" + ESCAPED.substring(ESCAPED.indexOf(',') + 1) + "> after "
					+ "data:image/png;base64,<" + ESCAPED.substring(ESCAPED.indexOf(',') + 1) + ">");
		assertThat(skeleton.hasMedia("plain")).isFalse();
		assertThat(read(skeleton, "plain")).isEqualTo("plain");
		body.release();
	}

	private static String read(JsonBody.Skeleton skeleton, String string) {
		StringBuilder out = new StringBuilder();
		skeleton.read(string, new JsonBody.Skeleton.Parts() {

			@Override
			public void text(String string, int from, int to) {
				out.append(string, from, to);
			}

			@Override
			public void media(ByteBuf json) {
				out.append('<').append(json.toString(StandardCharsets.US_ASCII)).append('>');
			}

		});
		return out.toString();
	}

	@Test
	void textThatLooksLikeAPlaceholderIsText() {
		String text = "@media-0:0; @media-00000000-0000-0000-0000-000000000000:0;";
		JsonBody body = body("{\"a\":\"" + PICTURE + "\",\"b\":\"" + text + "\"}");
		JsonBody.Skeleton skeleton = body.skeleton();
		assertThat(rendered(skeleton, skeleton.tree()).path("b").stringValue()).isEqualTo(text);
		body.release();
	}

	@Test
	void whatIsRenderedOutlivesTheBody() {
		JsonBody body = body("{\"a\":\"" + PICTURE + "\"}");
		JsonBody.Skeleton skeleton = body.skeleton();
		ByteBuf rendered = skeleton.render(skeleton.tree());
		body.release();
		assertThat(Json.MAPPER.readTree(ByteBufUtil.getBytes(rendered)).path("a").stringValue()).isEqualTo(PICTURE);
		rendered.release();
	}

	@Test
	void whatTheTreeCouldNotHoldIsRefusedByTheScanner() {
		for (String value : List.of("1".repeat(1000), "0." + "3".repeat(998), "{\"" + "n".repeat(49_998) + "\":1}",
				"1e99999", "-1E-99999")) {
			JsonBody body = body("{\"a\":" + value + "}");
			assertThat(body.skeleton().tree().has("a")).as("%.20s", value).isTrue();
			body.release();
		}
		for (String value : List.of("1".repeat(1001), "0." + "3".repeat(999), "{\"" + "n".repeat(49_999) + "\":1}")) {
			assertThatExceptionOfType(MalformedJsonException.class).as("%.20s", value)
				.isThrownBy(() -> body("{\"a\":" + value + "}"));
		}
	}

	private JsonBody body(String document) {
		return Chunks.read(this.chunks.cut(Chunks.utf8(document)));
	}

	private static JsonNode rendered(JsonBody.Skeleton skeleton, JsonNode tree) {
		ByteBuf rendered = skeleton.render(tree);
		try {
			return Json.MAPPER.readTree(ByteBufUtil.getBytes(rendered));
		}
		finally {
			rendered.release();
		}
	}

}
