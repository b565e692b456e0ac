package dev.tollgate.policy.cache;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What two requests have in common that may be given the same answer: a SHA-256.
 *
 * @param first its first 64 bits
 * @param second its next 64 bits
 * @param third its next 64 bits
 * @param fourth its last 64 bits
 */
public record CacheKey(long first, long second, long third, long fourth) {

	private static final int BYTES = 4 * Long.BYTES;

	static CacheKey of(byte[] hash) {
		ByteBuffer bytes = ByteBuffer.wrap(hash);
		return new CacheKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
	}

	/**
	 * Reads a key that was written.
	 * @param hex 64 hexadecimal digits
	 * @return the key
	 * @throws IllegalArgumentException if it is none
	 */
	public static CacheKey parse(String hex) {
		if (hex.length() != 2 * BYTES) {
			throw new IllegalArgumentException("No key of an answer: it does not have 64 digits");
		}
		return of(HexFormat.of().parseHex(hex));
	}

	/**
	 * Writes the key.
	 * @return 64 hexadecimal digits
	 */
	@Override
	public String toString() {
		ByteBuffer bytes = ByteBuffer.allocate(BYTES);
		bytes.putLong(this.first).putLong(this.second).putLong(this.third).putLong(this.fourth);
		return HexFormat.of().formatHex(bytes.array());
	}

}
