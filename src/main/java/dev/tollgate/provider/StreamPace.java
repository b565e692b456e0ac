package dev.tollgate.provider;

import dev.tollgate.chat.AnswerProgress;

/**
 * Whether a provider's stream goes on as fast as it must. Until the first content
 * whatever comes is a sign of life; after it only events are, and they have to bring
 * content, or comments and crumbs could keep a caller waiting for ever. Time in which the
 * caller itself is not ready does not count.
 */
final class StreamPace {

	private static final long SECOND = 1_000_000_000L;

	private final AnswerProgress progress;

	private final long idleNanos;

	private final long bytesPerSecond;

	private long lastSign;

	/** From when on content is counted against the minimum. */
	private long counted;

	private long bytesBefore;

	StreamPace(ProviderTimeouts timeouts, AnswerProgress progress, long now) {
		this.progress = progress;
		this.idleNanos = timeouts.idle().toNanos();
		this.bytesPerSecond = timeouts.minThroughput();
		this.lastSign = now;
		this.counted = now;
	}

	/**
	 * Something was read.
	 * @param events whether there were events in it
	 */
	void read(boolean events, long now) {
		if (events || !this.progress.hasContent()) {
			this.lastSign = now;
		}
	}

	/** Until now the silence was the caller's. */
	void callerIsReady(long now) {
		this.lastSign = now;
		countFrom(now);
	}

	/** Whether it is too slow; asked now and then. */
	boolean isStalled(boolean callerIsReady, long now) {
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
