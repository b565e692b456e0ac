package dev.tollgate.policy.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes: a version, when it was kept, what it cost, who gave it, and the
 * completion as it is.
 */
final class AnswerCodec {

	private static final byte VERSION = 1;

	/** The version, the instant, whether there is a cost, the cost and two lengths. */
	private static final int HEAD = 1 + Long.BYTES + Integer.BYTES + 1 + Long.BYTES + 2 * Integer.BYTES;

	private AnswerCodec() {
	}

	static byte[] encode(KeptAnswer answer) {
		byte[] provider = answer.provider().getBytes(StandardCharsets.UTF_8);
		byte[] model = answer.model().getBytes(StandardCharsets.UTF_8);
		byte[] completion = answer.completion();
		Usd cost = answer.cost();
		ByteBuffer out = ByteBuffer.allocate(HEAD + provider.length + model.length + completion.length);
		out.put(VERSION);
		out.putLong(answer.storedAt().getEpochSecond()).putInt(answer.storedAt().getNano());
		out.put((byte) ((cost != null) ? 1 : 0)).putLong((cost != null) ? cost.pico() : 0);
		out.putInt(provider.length).put(provider);
		out.putInt(model.length).put(model);
		return out.put(completion).array();
	}

	/**
	 * Reads an answer.
	 * @return the answer, or null if the bytes are of another version or damaged
	 */
	static @Nullable KeptAnswer decode(byte[] bytes) {
		try {
			ByteBuffer in = ByteBuffer.wrap(bytes);
			return (in.get() == VERSION) ? decode(in) : null;
		}
		catch (BufferUnderflowException | DateTimeException ex) {
			return null;
		}
	}

	private static KeptAnswer decode(ByteBuffer in) {
		Instant storedAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
		boolean priced = in.get() == 1;
		Usd cost = new Usd(in.getLong());
		String provider = text(in);
		String model = text(in);
		byte[] completion = bytes(in, in.remaining());
		return new KeptAnswer(completion, provider, model, priced ? cost : null, storedAt);
	}

	private static String text(ByteBuffer in) {
		return new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(ByteBuffer in, int length) {
		if (length < 0 || length > in.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] bytes = new byte[length];
		in.get(bytes);
		return bytes;
	}

}
