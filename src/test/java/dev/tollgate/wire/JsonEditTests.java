package dev.tollgate.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class JsonEditTests {

	/** One body that is copied, one whose parts are gathered. */
	private static final List<Integer> PADDINGS = List.of(0, 40_000);

	private final Chunks chunks = new Chunks();

	static Stream<String> documents() {
		return PADDINGS.stream()
			.flatMap((padding) -> Stream
				.of(" {\"a\":1}", "{ \"a\" : 1 , \"b\" : \"x\" }", "{\"a\":[1,2],\"b\":{\"c\":\"}\"},\"c\":\"z\"}\n")
				.map((document) -> document.replaceFirst("\\{", "{" + " ".repeat(padding))));
	}

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@AfterEach
	void everyBufferIsReleased() {
		this.chunks.areReleased();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void aMemberIsRemovedWhereverItStands(String document) {
		for (String name : List.of("a", "b", "c")) {
			edited(document, (edit, body) -> {
				JsonMember member = body.member(name);
				if (member != null) {
					edit.remove(member);
				}
			}, (tree) -> tree.remove(name));
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void severalMembersAreRemoved(String document) {
		for (List<String> names : List.of(List.of("a", "b"), List.of("b", "c"), List.of("c", "b"), List.of("a", "c"),
				List.of("a", "b", "c"), List.of("b", "b"))) {
			edited(document, (edit, body) -> names.forEach((name) -> remove(edit, body, name)),
					(tree) -> tree.remove(names));
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void aMemberIsSetWhereverItStands(String document) {
		for (String name : List.of("a", "b", "c", "new")) {
			edited(document, (edit, body) -> edit.set(name, "{\"x\":\"é\"}"),
					(tree) -> tree.putObject(name).put("x", "é"));
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void allIsRemovedAndSomethingSet(String document) {
		edited(document, (edit, body) -> {
			body.members().forEach(edit::remove);
			edit.set("new", "1").set("newer", "2");
		}, (tree) -> tree.removeAll().put("new", 1).put("newer", 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", " { } ", "{\n}" })
	void anEmptyObjectTakesMembers(String document) {
		edited(document, (edit, body) -> edit.set("a", "1"), (tree) -> tree.put("a", 1));
		edited(document, (edit, body) -> edit.set("a", "1").set("b", "2"), (tree) -> tree.put("a", 1).put("b", 2));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void whatIsSaidLastHolds(String document) {
		edited(document, (edit, body) -> edit.set("a", "1").set("a", "2"), (tree) -> tree.put("a", 2));
		edited(document, (edit, body) -> edit.set("new", "1").set("new", "2"), (tree) -> tree.put("new", 2));
		edited(document, (edit, body) -> remove(edit.set("a", "1"), body, "a"), (tree) -> tree.remove("a"));
		edited(document, (edit, body) -> {
			remove(edit, body, "a");
			edit.set("a", "2");
		}, (tree) -> tree.put("a", 2));
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void changesAtRandomAreThoseOfATree(long seed) {
		Random random = new Random(seed);
		List<String> names = new ArrayList<>();
		for (int i = random.nextInt(5); i >= 0; i--) {
			names.add("m" + random.nextInt(7));
		}
		List<Boolean> removals = names.stream().map((name) -> random.nextBoolean()).toList();
		String document = RandomJson.object(seed);
		String padded = document.replaceFirst("\\{", "{" + " ".repeat(random.nextBoolean() ? 40_000 : 0));
		edited(padded, (edit, body) -> {
			for (int i = 0; i < names.size(); i++) {
				if (!removals.get(i)) {
					edit.set(names.get(i), "\"" + i + "\"");
				}
				else {
					remove(edit, body, names.get(i));
				}
			}
		}, (tree) -> {
			for (int i = 0; i < names.size(); i++) {
				if (!removals.get(i)) {
					tree.put(names.get(i), String.valueOf(i));
				}
				// what the body does not have, an edit cannot remove
				else if (Json.MAPPER.readTree(document).has(names.get(i))) {
					tree.remove(names.get(i));
				}
			}
		});
	}

	@Test
	void aLargeBodyIsNotCopied() {
		JsonBody body = body("{\"model\":\"a\",\"b\":\"" + "x".repeat(40_000) + "\"}");
		ByteBuf rendered = body.edit().set("model", "\"b\"").render();
		assertThat(rendered).isInstanceOf(CompositeByteBuf.class);
		assertThat(((CompositeByteBuf) rendered).component(2).memoryAddress()).isBetween(body.bytes().memoryAddress(),
				body.bytes().memoryAddress() + 100);
		rendered.release();
		body.release();
	}

	@Test
	void whatIsRenderedOutlivesTheBody() {
		for (int padding : PADDINGS) {
			JsonBody body = body("{\"a\":1," + " ".repeat(padding) + "\"b\":2}");
			ByteBuf changed = body.edit().set("a", "3").render();
			ByteBuf unchanged = body.edit().render();
			body.release();
			assertThat(Json.MAPPER.readTree(ByteBufUtil.getBytes(changed)).path("b").intValue()).isEqualTo(2);
			assertThat(Json.MAPPER.readTree(ByteBufUtil.getBytes(unchanged)).path("a").intValue()).isEqualTo(1);
			changed.release();
			unchanged.release();
		}
	}

	private static void remove(JsonEdit edit, JsonBody body, String name) {
		JsonMember member = body.member(name);
		if (member != null) {
			edit.remove(member);
		}
	}

	/** Changes a body that came whole, and one that came in two chunks. */
	private void edited(String document, BiConsumer<JsonEdit, JsonBody> change, Consumer<ObjectNode> oracle) {
		ObjectNode expected = (ObjectNode) Json.MAPPER.readTree(document);
		oracle.accept(expected);
		byte[] bytes = Chunks.utf8(document);
		for (int cut : List.of(0, bytes.length / 2)) {
			JsonBody body = Chunks.read(this.chunks.cut(bytes, cut));
			JsonEdit edit = body.edit();
			change.accept(edit, body);
			ByteBuf rendered = edit.render();
			byte[] actual = ByteBufUtil.getBytes(rendered);
			rendered.release();
			body.release();
			JsonBody.of(Unpooled.wrappedBuffer(actual)).release();
			assertThat(Json.MAPPER.readTree(actual)).isEqualTo(expected);
		}
	}

	private JsonBody body(String document) {
		return Chunks.read(this.chunks.cut(Chunks.utf8(document)));
	}

}
