package dev.tollgate.policy.cache;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.util.unit.DataSize;

/**
 * Prints what it takes to look for a kept answer and to give it. It runs only when it is
 * named: {@code mvn -q -B test -Dtest=CacheBenchmark}.
 */
class CacheBenchmark {

	private static final int ENTRIES = 20_000;

	private static final CacheScope SCOPE = new CacheScope("acme", "chat", null, false);

	private final MemoryAnswerStore store = new MemoryAnswerStore(DataSize.ofGigabytes(1), Clock.systemUTC());

	private int sink;

	@Test
	void printsWhatItTakes() {
		long before = used();
		for (int i = 0; i < ENTRIES; i++) {
			keep(i);
		}
		System.out.println("bytes an entry besides its completion: " + ((used() - before) / ENTRIES - 1000));
		CacheKey[] keys = new CacheKey[1024];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = key(i);
		}
		measure("find, a hit", 3_000_000, (i) -> (this.store.find(keys[i & 1023]).toFuture().join() != null) ? 1 : 0);
		hash(2_000);
		hash(100_000);
		media(4 << 20);
		replay();
		similar();
		// or the compiler could leave out what is measured
		System.out.println("(" + this.sink + ")");
	}

	private void keep(int i) {
		var _ = this.store
			.keep(key(i), new KeptAnswer(new byte[1000], "openai", "gpt-4o", null, Instant.EPOCH), Duration.ofHours(1))
			.toFuture()
			.join();
	}

	private void hash(int size) {
		ObjectNode request = tree("{\"model\":\"m\",\"temperature\":0.7,\"messages\":[{\"role\":\"user\",\"content\":\""
				+ "word ".repeat(size / 5) + "\"}]}");
		measure("exact key, " + size + " bytes of text", 100_000_000 / size,
				(_) -> RequestHash.exact(SCOPE, request, null).hashCode());
	}

	private void media(int size) {
		byte[] bytes = ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
				+ "{\"url\":\"data:image/png;base64," + "iVBORw0KGgo+/AAA".repeat(size / 16) + "\"}}]}]}")
			.getBytes(StandardCharsets.UTF_8);
		JsonBody body = JsonBody.of(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
		JsonBody.Skeleton skeleton = body.skeleton();
		measure("exact key, " + size + " bytes of media", 200, (_) -> RequestHash.exact(SCOPE, skeleton).hashCode());
		body.release();
	}

	private void replay() {
		byte[] completion = ("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
				+ "\"message\":{\"role\":\"assistant\",\"content\":\"" + "some words ".repeat(250)
				+ "\"},\"finish_reason\":\"stop\"}]}")
			.getBytes(StandardCharsets.UTF_8);
		measure("replay, 500 words, from bytes to bytes", 5_000,
				(_) -> new CompletionReplay((ObjectNode) Json.MAPPER.readTree(completion)).chunks()
					.stream()
					.mapToInt((chunk) -> Json.MAPPER.writeValueAsBytes(chunk).length)
					.sum());
		List<ObjectNode> chunks = new CompletionReplay((ObjectNode) Json.MAPPER.readTree(completion)).chunks();
		measure("assembly, an event", 10_000, (_) -> {
			CompletionAssembly assembly = new CompletionAssembly(1 << 20);
			chunks.forEach(assembly::add);
			return assembly.isComplete() ? 1 : 0;
		}, chunks.size());
	}

	private void similar() {
		Random random = new Random(1);
		SimilarAnswers similar = new SimilarAnswers(new NoModel(), 1000, 10_000, Clock.systemUTC());
		IntFunction<float[]> vector = (_) -> {
			float[] components = new float[1536];
			for (int c = 0; c < components.length; c++) {
				components[c] = random.nextFloat() - 0.5f;
			}
			return components;
		};
		long before = used();
		List<CacheKey> contexts = new ArrayList<>(List.of(key(1), key(2)));
		for (int i = 0; i < 2000; i++) {
			similar.keep(contexts.get(i & 1), vector.apply(i), key(i), Instant.parse("2100-01-01T00:00:00Z"));
		}
		System.out.println("bytes a question of 1536 dimensions: " + (used() - before) / 2000);
		float[] question = vector.apply(0);
		measure("nearest of 1000, 1536 dimensions", 2_000,
				(_) -> (similar.nearest(key(1), question, 0.9) != null) ? 1 : 0);
	}

	private void measure(String what, int times, IntFunction<Integer> run) {
		measure(what, times, run, 1);
	}

	private void measure(String what, int times, IntFunction<Integer> run, int parts) {
		IntSupplier all = () -> {
			int sum = 0;
			for (int i = 0; i < times; i++) {
				sum += run.apply(i);
			}
			return sum;
		};
		this.sink += all.getAsInt();
		long start = System.nanoTime();
		this.sink += all.getAsInt();
		System.out.println(what + ": " + (System.nanoTime() - start) / times / parts + " ns");
	}

	private static long used() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static CacheKey key(long number) {
		return new CacheKey(number * 0x9E3779B97F4A7C15L, number, 3, 4);
	}

	private static ObjectNode tree(String json) {
		return (ObjectNode) Json.MAPPER.readTree(json);
	}

	private static final class NoModel implements EmbeddingModel {

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			throw new UnsupportedOperationException();
		}

		@Override
		public float[] embed(@Nullable Document document) {
			throw new UnsupportedOperationException();
		}

	}

}
