package dev.tollgate.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Whether a caller takes what is written to it. The system's own buffer stands between: a
 * caller is seen to read when there is room in it again, for which
 * {@link #keepProgressVisible} keeps it short.
 */
final class Outflow {

	/**
	 * Epoll's own option, by its name because its class is not there on every system: how
	 * much that was not sent yet the system may hold.
	 */
	private static final ChannelOption<Long> MAX_UNSENT = ChannelOption
		.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

	/** There is room again when half of it has left: 32 s at 1 KB a second. */
	private static final Long UNSENT_BYTES = 64 * 1024L;

	private int current;

	private long progress;

	private long pending;

	private long stalledMillis;

	/**
	 * Has the system hold little of a stream, where it can be told so. It would take
	 * megabytes, and ask for more when a third has left: one who reads 1 KB a second
	 * would look as if it did not read for a quarter of an hour. An answer as a whole is
	 * better off there than in the gateway's memory.
	 */
	static void keepProgressVisible(Channel channel) {
		var _ = channel.config().setOption(MAX_UNSENT, UNSENT_BYTES);
	}

	boolean isEmpty() {
		return this.pending == 0;
	}

	boolean stalled(Channel channel, long elapsedMillis, ServerLimits limits) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		if (buffer == null || buffer.isEmpty()) {
			this.pending = 0;
			this.stalledMillis = 0;
			return false;
		}
		int current = System.identityHashCode(buffer.current());
		long progress = buffer.currentProgress();
		long pending = buffer.totalPendingWriteBytes();
		boolean moved = current != this.current || progress != this.progress || pending < this.pending;
		this.current = current;
		this.progress = progress;
		this.pending = pending;
		this.stalledMillis = moved ? 0 : this.stalledMillis + elapsedMillis;
		return limits.isStalled(this.stalledMillis);
	}

}
