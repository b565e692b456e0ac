package dev.tollgate.ledger;

import java.nio.ByteBuffer;
import java.util.UUID;

import dev.tollgate.chat.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer had come, for the estimate of a call of which nobody saw the end.
 *
 * @param id the request
 * @param attempt which attempt of it
 * @param output how many tokens had come, estimated
 */
record Progress(RequestId id, int attempt, long output) {

	/** Where an entry has its version. */
	private static final byte MARK = 0x50;

	void write(ByteBuffer out) {
		UUID id = this.id.value();
		out.put(MARK)
			.put((byte) 0)
			.putLong(id.getMostSignificantBits())
			.putLong(id.getLeastSignificantBits())
			.putInt(this.attempt)
			.putLong(this.output);
	}

	/** Reads a record, or leaves it alone if it is another one. */
	static @Nullable Progress read(ByteBuffer in) {
		if (in.get(0) != MARK) {
			return null;
		}
		in.position(2);
		return new Progress(new RequestId(new UUID(in.getLong(), in.getLong())), in.getInt(), in.getLong());
	}

}
