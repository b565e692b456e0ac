package dev.tollgate.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Whether a caller takes what is written to it. The system's own buffer stands between: a
 * caller is seen to read when there is room in it again.
 */
final class Outflow {

	private int current;

	private long progress;

	private long pending;

	private long stalledMillis;

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
