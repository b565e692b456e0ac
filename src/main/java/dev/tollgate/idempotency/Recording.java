package dev.tollgate.idempotency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * A bounded copy of an answer's body, in room that all such copies share. It is filled on
 * one thread at a time.
 */
public final class Recording {

	private final long limit;

	private final AtomicLong room;

	private final List<byte[]> parts = new ArrayList<>();

	private int size;

	private boolean tooLarge;

	/**
	 * Makes an empty one.
	 * @param limit how many bytes it may have
	 * @param room how many bytes all that are open may still take
	 */
	Recording(long limit, AtomicLong room) {
		this.limit = limit;
		this.room = room;
	}

	/**
	 * Adds a copy of what can be read of a buffer.
	 * @param bytes the buffer, which is left as it is
	 */
	public void append(ByteBuf bytes) {
		int more = bytes.readableBytes();
		if (this.tooLarge || more == 0) {
			return;
		}
		if (this.size + (long) more > this.limit || !take(more)) {
			close();
			this.tooLarge = true;
			return;
		}
		this.parts.add(ByteBufUtil.getBytes(bytes));
		this.size += more;
	}

	private boolean take(int bytes) {
		if (this.room.addAndGet(-bytes) < 0) {
			this.room.addAndGet(bytes);
			return false;
		}
		return true;
	}

	/**
	 * Whether there was no room for all of it, so that it holds nothing any more.
	 * @return true from the first byte on for which there was no room
	 */
	public boolean isTooLarge() {
		return this.tooLarge;
	}

	byte[] bytes() {
		byte[] bytes = new byte[this.size];
		int at = 0;
		for (byte[] part : this.parts) {
			System.arraycopy(part, 0, bytes, at, part.length);
			at += part.length;
		}
		return bytes;
	}

	/** Gives its room back. */
	void close() {
		this.parts.clear();
		this.room.addAndGet(this.size);
		this.size = 0;
	}

}
