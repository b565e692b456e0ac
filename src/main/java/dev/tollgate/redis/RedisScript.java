package dev.tollgate.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * Something that Redis does at once, nobody else between: a script in Lua that answers
 * with a list. Redis is asked by the script's hash, and told the script if it does not
 * know it.
 */
public final class RedisScript {

	private final String text;

	private final String hash;

	/**
	 * Makes a script.
	 * @param text the script
	 */
	public RedisScript(String text) {
		this.text = text;
		this.hash = sha1(text);
	}

	private static String sha1(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	/**
	 * Has Redis do it.
	 * @param link the connection
	 * @param keys the keys that it touches
	 * @param arguments what it is told
	 * @return numbers as {@code Long}, texts as {@code byte[]}
	 */
	public CompletableFuture<List<Object>> run(RedisLink link, List<String> keys, List<String> arguments) {
		String[] touched = keys.toArray(String[]::new);
		byte[][] told = arguments.stream()
			.map((argument) -> argument.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		return link.connection().thenCompose((connection) -> {
			RedisAsyncCommands<String, byte[]> redis = connection.async();
			return redis.<List<Object>>evalsha(this.hash, ScriptOutputType.MULTI, touched, told)
				.toCompletableFuture()
				.exceptionallyCompose((failure) -> isUnknown(failure)
						? redis.<List<Object>>eval(this.text, ScriptOutputType.MULTI, touched, told)
							.toCompletableFuture()
						: CompletableFuture.failedFuture(failure));
		});
	}

	private static boolean isUnknown(Throwable failure) {
		return RedisLink.cause(failure) instanceof RedisNoScriptException;
	}

}
