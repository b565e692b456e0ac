package dev.tollgate.limits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.redis.RedisLink;
import dev.tollgate.redis.RedisScript;

import org.springframework.core.io.ClassPathResource;

/**
 * What Redis does for limits; what each is told is said in the script.
 */
final class LimitScripts {

	private final RedisScript admit = script("minute", "money", "admit");

	private final RedisScript settle = script("minute", "money", "settle");

	private final RedisScript hold = script("money", "assert");

	private final RedisScript load = script("money", "load");

	private final RedisScript correct = script("correct");

	private final RedisScript beat = script("beat");

	private final RedisLink link;

	LimitScripts(RedisLink link) {
		this.link = link;
	}

	private static RedisScript script(String... parts) {
		StringBuilder text = new StringBuilder();
		for (String part : parts) {
			try {
				text.append(new ClassPathResource(part + ".lua", LimitScripts.class)
					.getContentAsString(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return new RedisScript(text.toString());
	}

	CompletableFuture<List<Object>> admit(List<String> keys, List<String> arguments) {
		return this.admit.run(this.link, keys, arguments);
	}

	CompletableFuture<List<Object>> settle(List<String> keys, List<String> arguments) {
		return this.settle.run(this.link, keys, arguments);
	}

	CompletableFuture<List<Object>> hold(List<String> keys, List<String> arguments) {
		return this.hold.run(this.link, keys, arguments);
	}

	CompletableFuture<List<Object>> load(String budget, long spent) {
		return this.load.run(this.link, List.of(budget), List.of(Long.toString(spent)));
	}

	CompletableFuture<List<Object>> correct(String budget, long counted, long missing) {
		return this.correct.run(this.link, List.of(budget), List.of(Long.toString(counted), Long.toString(missing)));
	}

	CompletableFuture<List<Object>> beat(List<String> keys, List<String> arguments) {
		return this.beat.run(this.link, keys, arguments);
	}

	/** What is spent and used of a budget, as two texts that may be null. */
	CompletableFuture<List<byte[]>> state(String budget) {
		return this.link.connection()
			.thenCompose((connection) -> connection.async().hmget(budget, "spent", "used").toCompletableFuture())
			.thenApply((values) -> values.stream().map((value) -> value.getValueOrElse(new byte[0])).toList());
	}

}
