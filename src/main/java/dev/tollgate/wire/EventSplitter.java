package dev.tollgate.wire;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Splits a stream of server-sent events (WHATWG HTML, section 9.2) wherever its bytes
 * were cut, and tells those events apart that lie in a chunk exactly as they would be
 * written again: {@code data: …} and two line feeds.
 */
public final class EventSplitter {

	private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
		@Override
		protected byte[] initialValue() {
			return new byte[64 * 1024];
		}
	};

	private static final byte[] NOTHING = {};

	private final int limit;

	/** The bytes of an event that is not complete yet. */
	private byte[] pending = NOTHING;

	private int pendingLength;

	/** How far the pending bytes were searched for a line's end in vain. */
	private int searched;

	/** The last line ended in a carriage return whose line feed may still come. */
	private boolean lineFeedMayFollow;

	private boolean begun;

	private boolean verbatim;

	private byte[] joined = NOTHING;

	/**
	 * Creates a splitter.
	 * @param limit the most bytes that one event may have
	 */
	public EventSplitter(int limit) {
		this.limit = limit;
	}

	/**
	 * Reads on.
	 * @param chunk the next bytes; its indices stay as they are
	 * @param sink what takes the events
	 * @throws SizeLimitException if an event has more bytes than the limit
	 */
	public void feed(ByteBuf chunk, EventSink sink) {
		int length = chunk.readableBytes();
		byte[] bytes = (this.pendingLength == 0) ? scratch(length) : grown(length);
		int kept = this.pendingLength;
		chunk.getBytes(chunk.readerIndex(), bytes, kept, length);
		int end = kept + length;
		this.pendingLength = 0;
		int from = events(bytes, start(bytes, end), end, sink);
		keep(bytes, from, end);
	}

	/**
	 * Ends the stream; an event without the blank line after it is delivered all the
	 * same, since providers that cut a stream do not stop at boundaries.
	 * @param sink what takes the event
	 */
	public void finish(EventSink sink) {
		int length = this.pendingLength;
		if (length == 0) {
			return;
		}
		byte[] bytes = Arrays.copyOf(this.pending, length + 2);
		bytes[length] = '\n';
		bytes[length + 1] = '\n';
		this.pendingLength = 0;
		this.searched = 0;
		events(bytes, 0, bytes.length, sink);
	}

	/**
	 * Whether the event that the sink is looking at lies in its bytes as it would be
	 * written again: six bytes before its data and two behind.
	 * @return true if it does
	 */
	public boolean verbatim() {
		return this.verbatim;
	}

	/**
	 * Whether an event has begun that is not complete, so that offsets in the next
	 * event's bytes are not offsets in the chunk.
	 * @return true if it has
	 */
	public boolean hasPending() {
		return this.pendingLength > 0;
	}

	private static byte[] scratch(int length) {
		byte[] scratch = SCRATCH.get();
		return (length <= scratch.length) ? scratch : new byte[length];
	}

	private byte[] grown(int length) {
		int needed = this.pendingLength + length;
		if (needed > this.pending.length) {
			this.pending = Arrays.copyOf(this.pending, Math.max(needed, 2 * this.pending.length));
		}
		return this.pending;
	}

	private void keep(byte[] bytes, int from, int end) {
		int left = end - from;
		if (left > this.limit) {
			throw new SizeLimitException(this.limit);
		}
		this.searched = (from == 0 && left > 0) ? this.searched : 0;
		if (left == 0) {
			this.pending = NOTHING;
			return;
		}
		if (bytes != this.pending) {
			this.pending = Arrays.copyOfRange(bytes, from, Math.max(end, from + 2 * left));
		}
		else {
			System.arraycopy(bytes, from, bytes, 0, left);
		}
		this.pendingLength = left;
	}

	/**
	 * Passes over what may precede the first event, or belongs to the last line's end.
	 */
	private int start(byte[] bytes, int end) {
		int at = 0;
		if (!this.begun && end >= 3) {
			this.begun = true;
			if (bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
				at = 3;
			}
		}
		if (this.lineFeedMayFollow && at < end) {
			this.lineFeedMayFollow = false;
			if (bytes[at] == '\n') {
				at++;
			}
		}
		return at;
	}

	/** Delivers every complete event and gives the offset of what must be kept. */
	private int events(byte[] bytes, int from, int end, EventSink sink) {
		int at = from;
		while (at < end) {
			int next = event(bytes, at, end, sink);
			if (next < 0) {
				// comments before an event's data need not be kept
				return ~next;
			}
			at = next;
			this.searched = 0;
		}
		return at;
	}

	/** The offset after the event, or, inverted, of what is to be kept of it. */
	private int event(byte[] bytes, int from, int end, EventSink sink) {
		int lineEnd = Words.lineEnd(bytes, Math.max(from, this.searched), end);
		if (lineEnd < 0) {
			this.searched = end;
			return ~from;
		}
		boolean data = isData(bytes, from, lineEnd);
		if (data && bytes[lineEnd] == '\n' && lineEnd + 1 < end && bytes[lineEnd + 1] == '\n' && from + 5 < lineEnd
				&& bytes[from + 5] == ' ') {
			this.verbatim = true;
			sink.event(bytes, from + 6, lineEnd);
			return lineEnd + 2;
		}
		return lines(bytes, from, end, sink);
	}

	/** The general case: any line ends, comments, other fields, data on several lines. */
	private int lines(byte[] bytes, int from, int end, EventSink sink) {
		int at = from;
		int kept = from;
		int length = -1;
		while (at < end) {
			int lineEnd = Words.lineEnd(bytes, at, end);
			if (lineEnd < 0) {
				return ~kept;
			}
			if (lineEnd == at) {
				if (length >= 0) {
					this.verbatim = false;
					sink.event(this.joined, 0, length);
				}
				return afterLine(bytes, lineEnd, end);
			}
			if (isData(bytes, at, lineEnd)) {
				length = join(length, bytes, at, lineEnd);
			}
			boolean cut = bytes[lineEnd] == '\r' && lineEnd + 1 == end;
			if (cut) {
				return ~kept;
			}
			at = (bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n') ? lineEnd + 2 : lineEnd + 1;
			kept = (length < 0) ? at : kept;
		}
		return ~kept;
	}

	private int afterLine(byte[] bytes, int lineEnd, int end) {
		if (bytes[lineEnd] == '\r') {
			if (lineEnd + 1 == end) {
				this.lineFeedMayFollow = true;
			}
			else if (bytes[lineEnd + 1] == '\n') {
				return lineEnd + 2;
			}
		}
		return lineEnd + 1;
	}

	/**
	 * Lines of data are joined by a line feed, which between JSON tokens is white space.
	 */
	private int join(int length, byte[] bytes, int from, int lineEnd) {
		int start = (from + 5 < lineEnd && bytes[from + 5] == ' ') ? from + 6 : from + 5;
		start = Math.min(start, lineEnd);
		int at = Math.max(length, 0);
		int needed = at + 1 + lineEnd - start;
		if (needed > this.joined.length) {
			this.joined = Arrays.copyOf(this.joined, Math.max(needed, 2 * this.joined.length));
		}
		if (length >= 0) {
			this.joined[at++] = ' ';
		}
		System.arraycopy(bytes, start, this.joined, at, lineEnd - start);
		return at + lineEnd - start;
	}

	private static boolean isData(byte[] bytes, int from, int lineEnd) {
		return lineEnd - from >= 4 && bytes[from] == 'd' && bytes[from + 1] == 'a' && bytes[from + 2] == 't'
				&& bytes[from + 3] == 'a' && (lineEnd - from == 4 || bytes[from + 4] == ':');
	}

}
