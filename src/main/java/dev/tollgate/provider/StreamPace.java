package dev.tollgate.provider;

import dev.tollgate.chat.AnswerProgress;

/**
 * Whether a provider's stream goes on as fast as it must. Until the first content
 * whatever comes is a sign of life; after it only events are, and they have to bring
 * content, or comments and crumbs could keep a caller waiting for ever. Time in which the
 * caller itself is not ready does not count.
 */
public final class StreamPace {

	private static final long SECOND = 1_000_000_000L;

	private final AnswerProgress progress;

	private final long idleNanos;

	private final long bytesPerSecond;

	private long lastSign;

	/** From when on content is counted against the minimum. */
	private long counted;

	private long bytesBefore;

	/**
	 * Begins to look at a stream.
	 * @param timeouts how fast it must be
	 * @param progress what is known of its content
	 * @param now the time by {@link System#nanoTime()}, as everywhere here
	 */
	public StreamPace(ProviderTimeouts timeouts, AnswerProgress progress, long now) {
		this.progress = progress;
		this.idleNanos = timeouts.idle().toNanos();
		this.bytesPerSecond = timeouts.minThroughput();
		this.lastSign = now;
		this.counted = now;
	}

	/**
	 * Notes that something was read.
	 * @param events whether there were events in it
	 * @param now when
	 */
	public void read(boolean events, long now) {
		if (events || !this.progress.hasContent()) {
			this.lastSign = now;
		}
	}

	/**
	 * Notes that until now the silence was the caller's.
	 * @param now when
	 */
	public void callerIsReady(long now) {
		this.lastSign = now;
		countFrom(now);
	}

	/**
	 * Whether it is too slow; asked now and then.
	 * @param callerIsReady whether the caller waits for more
	 * @param now when
	 * @return true if it has been silent, or slower than it may be, for too long
	 */
	public boolean isStalled(boolean callerIsReady, long now) {
		if (!callerIsReady || !this.progress.hasContent() || this.progress.finished()) {
			countFrom(now);
		}
		if (!callerIsReady) {
			return false;
		}
		if (now - this.lastSign > this.idleNanos) {
			return true;
		}
		long elapsed = now - this.counted;
		if (elapsed <= this.idleNanos) {
			return false;
		}
		long bytes = this.progress.contentBytes() - this.bytesBefore;
		boolean slow = bytes < this.bytesPerSecond * (elapsed / SECOND)
				+ this.bytesPerSecond * (elapsed % SECOND) / SECOND;
		countFrom(now);
		return slow;
	}

	private void countFrom(long now) {
		this.counted = now;
		this.bytesBefore = this.progress.contentBytes();
	}

}
