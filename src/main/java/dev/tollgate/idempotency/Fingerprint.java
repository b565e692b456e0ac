package dev.tollgate.idempotency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What tells a repeated request from another one: the SHA-256 of what was asked.
 */
final class Fingerprint {

	private final byte[] hash;

	Fingerprint(byte[] hash) {
		this.hash = hash;
	}

	byte[] hash() {
		return this.hash;
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Fingerprint fingerprint && Arrays.equals(this.hash, fingerprint.hash);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.hash);
	}

}
