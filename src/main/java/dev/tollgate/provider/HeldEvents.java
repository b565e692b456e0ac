package dev.tollgate.provider;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What of a streamed answer waits for its caller.
 */
final class HeldEvents {

	/** How much may wait of an answer that is not announced yet. */
	private static final int MAX_HELD_ANSWER = 16 * 1024 * 1024;

	private static final int INITIAL = 4 * 1024;

	/** Whether all of the answer is held back. */
	private final boolean whole;

	private @Nullable ByteBuf held;

	/** Whether what waits lies in a buffer of our own, which can grow. */
	private boolean own;

	HeldEvents(boolean whole) {
		this.whole = whole;
	}

	/**
	 * Takes a buffer over. More than one are copied together: thousands of slices would
	 * each keep alive all that was read with it.
	 */
	void add(ByteBuf buffer) {
		ByteBuf before = this.held;
		if (before == null && !this.whole) {
			this.held = buffer;
			return;
		}
		try {
			grown(before, buffer).writeBytes(buffer);
		}
		finally {
			buffer.release();
		}
	}

	private ByteBuf grown(@Nullable ByteBuf before, ByteBuf next) {
		if (before != null && this.own) {
			return before;
		}
		ByteBuf all = next.alloc().buffer(INITIAL);
		if (before != null) {
			all.writeBytes(before);
			before.release();
		}
		this.held = all;
		this.own = true;
		return all;
	}

	boolean isEmpty() {
		return this.held == null;
	}

	/** Whether more waits than an unannounced answer may bring. */
	boolean isTooMuch() {
		return this.held != null && this.held.readableBytes() > MAX_HELD_ANSWER;
	}

	/** Gives what waits, or null for nothing. */
	@Nullable ByteBuf take() {
		ByteBuf taken = this.held;
		this.held = null;
		this.own = false;
		return taken;
	}

	void release() {
		ReferenceCountUtil.release(take());
	}

}
