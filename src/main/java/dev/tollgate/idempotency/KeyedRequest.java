package dev.tollgate.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A request as far as a repeated one must be the same.
 *
 * @param method the HTTP method
 * @param path the path
 * @param query the raw query, or null if there is none; a caller's {@code key} in it does
 * not count
 * @param contentType the header {@code content-type}, or null
 * @param body the bytes of the body, still owned by whoever read them
 */
public record KeyedRequest(String method, String path, @Nullable String query, @Nullable String contentType,
		ByteBuf body) {

	/** Hashes it, which takes milliseconds where the body has pictures. */
	Fingerprint fingerprint() {
		MessageDigest digest = Fingerprint.sha256();
		for (String part : new String[] { this.method, this.path, withoutKey(this.query),
				String.valueOf(this.contentType) }) {
			digest.update(part.getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
		}
		for (ByteBuffer bytes : this.body.nioBuffers()) {
			digest.update(bytes);
		}
		return new Fingerprint(digest.digest());
	}

	private static String withoutKey(@Nullable String query) {
		if (query == null) {
			return "";
		}
		return Arrays.stream(query.split("&", -1))
			.filter((parameter) -> !parameter.startsWith("key="))
			.collect(Collectors.joining("&"));
	}

}
