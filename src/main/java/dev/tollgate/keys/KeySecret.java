package dev.tollgate.keys;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key itself, as long as it has to be shown.
 *
 * @param text the key
 */
record KeySecret(String text) {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int BYTES = 32;

	private static final int HINT = 4;

	/** A key of 256 random bits. */
	static KeySecret random() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return new KeySecret("tg-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	KeyHash hash() {
		return KeyHash.of(this.text);
	}

	/** Enough to tell one's keys apart, and too little to guess one by. */
	String hint() {
		return this.text.substring(this.text.length() - HINT);
	}

	@Override
	public String toString() {
		return "KeySecret[***]";
	}

}
