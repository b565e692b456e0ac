package dev.tollgate.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.keys.Caller;

/**
 * What a caller names a call by, so that it is made once. It is kept as a hash only, as
 * callers put names of their own into it.
 */
public final class IdempotencyKey {

	/** The header that carries it. */
	public static final String HEADER = "Idempotency-Key";

	/** As Stripe has it. */
	private static final int MAX_LENGTH = 255;

	private final byte[] hash;

	private IdempotencyKey(byte[] hash) {
		this.hash = hash;
	}

	/**
	 * The key of a caller: that of another with the same text is another key.
	 * @param caller who calls
	 * @param text the header's value, from 1 to 255 characters of printable ASCII
	 * @return the key
	 * @throws InvalidRequest if the text is not
	 */
	public static IdempotencyKey of(Caller caller, String text) {
		boolean printable = text.chars().allMatch((next) -> next >= ' ' && next < 0x7f);
		if (text.isBlank() || text.length() > MAX_LENGTH || !printable) {
			throw new InvalidRequest(
					"The header 'Idempotency-Key' must be one of 1 to 255 characters of printable ASCII",
					"invalid_value", HEADER);
		}
		MessageDigest digest = Fingerprint.sha256();
		// a name cannot hold what separates it from the text
		digest.update(caller.key().getBytes(StandardCharsets.UTF_8));
		digest.update((byte) 0);
		digest.update(text.getBytes(StandardCharsets.US_ASCII));
		return new IdempotencyKey(digest.digest());
	}

	byte[] hash() {
		return this.hash;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof IdempotencyKey key && Arrays.equals(this.hash, key.hash);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.hash);
	}

	@Override
	public String toString() {
		return "IdempotencyKey[***]";
	}

}
