package dev.tollgate.provider;

import dev.tollgate.wire.EventSplitter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What one read of the provider's socket becomes for the caller. As long as its events
 * pass as they came it is the very buffer that was read; only with the first change are
 * bytes copied.
 */
final class EventBuffer implements EventDialect.EventOutput {

	private static final byte[] DATA = { 'd', 'a', 't', 'a', ':', ' ' };

	private static final byte[] END = { '\n', '\n' };

	private @Nullable ByteBuf chunk;

	private @Nullable EventSplitter splitter;

	private @Nullable ByteBuf written;

	/** How many bytes of the chunk, from its start, pass as they came. */
	private int passed;

	/** Whether offsets that the splitter tells are offsets in the chunk. */
	private boolean aligned;

	private byte[] bytes = {};

	private int from;

	private int to;

	void begin(ByteBuf chunk, EventSplitter splitter) {
		this.chunk = chunk;
		this.splitter = splitter;
		this.aligned = !splitter.hasPending();
		this.passed = 0;
		this.written = null;
	}

	/** The event that is read next. */
	void at(byte[] bytes, int from, int to) {
		this.bytes = bytes;
		this.from = from;
		this.to = to;
	}

	@Override
	public void pass() {
		boolean asItCame = this.aligned && this.written == null && this.splitter != null && this.splitter.verbatim()
				&& this.from - DATA.length == this.passed;
		if (asItCame) {
			this.passed = this.to + END.length;
			return;
		}
		write(this.bytes, this.from, this.to);
	}

	@Override
	public void write(byte[] bytes, int from, int to) {
		ByteBuf out = this.written;
		ByteBuf chunk = this.chunk;
		if (out == null) {
			if (chunk == null) {
				return;
			}
			out = chunk.alloc().buffer(Math.max(chunk.readableBytes(), this.passed + to - from) + 256);
			out.writeBytes(chunk, chunk.readerIndex(), this.passed);
			this.written = out;
		}
		out.writeBytes(DATA).writeBytes(bytes, from, to - from).writeBytes(END);
	}

	/** Ends the read and gives what is for the caller, or null if nothing is. */
	@Nullable ByteBuf finish() {
		ByteBuf chunk = this.chunk;
		this.chunk = null;
		if (this.written != null || chunk == null) {
			ByteBuf written = this.written;
			this.written = null;
			return written;
		}
		return (this.passed == 0) ? null : chunk.retainedSlice(chunk.readerIndex(), this.passed);
	}

}
