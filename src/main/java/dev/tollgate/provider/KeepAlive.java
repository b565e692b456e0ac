package dev.tollgate.provider;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Shows the caller of a silent stream that somebody is there, and notices a caller who is
 * not: the one rule for streams of a provider and for those that outlive it.
 */
public final class KeepAlive {

	/**
	 * How long a stream may be silent, in nanoseconds. Load balancers and clients give
	 * one up after some time, 60 s or 30.
	 */
	public static final long PING_AFTER_NANOS = 10_000_000_000L;

	/** How long an announced stream waits for whoever takes it, in nanoseconds. */
	public static final long TAKE_WITHIN_NANOS = 5_000_000_000L;

	/** A comment, which the readers of server-sent events skip. */
	private static final byte[] PING = { ':', ' ', 'p', 'i', 'n', 'g', '\n', '\n' };

	private KeepAlive() {
	}

	/**
	 * A sign of life.
	 * @return the bytes of a comment, which the receiver releases
	 */
	public static ByteBuf ping() {
		return Unpooled.wrappedBuffer(PING);
	}

}
