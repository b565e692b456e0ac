package dev.tollgate.chat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * The gateway's own id of a request: a version 7 UUID (RFC 9562), which sorts by time.
 *
 * @param value the UUID
 */
public record RequestId(UUID value) {

	private static final String PREFIX = "req_";

	private static final HexFormat HEX = HexFormat.of();

	/**
	 * A new id.
	 * @param now the present instant
	 * @return an id that no other request has
	 */
	public static RequestId at(Instant now) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long high = (now.toEpochMilli() << 16) | 0x7000L | random.nextInt(0x1000);
		long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new RequestId(new UUID(high, low));
	}

	/**
	 * Reads what {@link #toString()} wrote.
	 * @param text the text
	 * @return the id, or null if the text is none
	 */
	public static @Nullable RequestId parse(String text) {
		if (text.length() != PREFIX.length() + 32 || !text.startsWith(PREFIX)) {
			return null;
		}
		try {
			return new RequestId(
					new UUID(HexFormat.fromHexDigitsToLong(text, 4, 20), HexFormat.fromHexDigitsToLong(text, 20, 36)));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * The id as callers and reports see it.
	 * @return {@code req_} and 32 hexadecimal digits
	 */
	@Override
	public String toString() {
		return PREFIX + HEX.toHexDigits(this.value.getMostSignificantBits())
				+ HEX.toHexDigits(this.value.getLeastSignificantBits());
	}

}
