package dev.tollgate.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a key. Generated keys have 256 random bits, so that neither salt nor a
 * slow hash would make them harder to guess.
 *
 * @param bytes the hash
 */
record KeyHash(byte[] bytes) {

	static KeyHash of(String key) {
		try {
			return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	static KeyHash parse(String hex) {
		return new KeyHash(HexFormat.of().parseHex(hex.trim()));
	}

	/** Compares in constant time. */
	boolean matches(KeyHash other) {
		return MessageDigest.isEqual(this.bytes, other.bytes);
	}

	String toHex() {
		return HexFormat.of().formatHex(this.bytes);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof KeyHash hash && matches(hash);
	}

	@Override
	public int hashCode() {
		return java.util.Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "KeyHash[***]";
	}

}
