package dev.tollgate.provider.springai;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.ProviderTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * Until when a call is to have answered, by {@link System#nanoTime()}.
 */
final class ModelDeadlines {

	private final ProviderTimeouts timeouts;

	private final long callers;

	private final long deadline;

	/** Until when the first word must have come. */
	private long head;

	private boolean headed;

	ModelDeadlines(ProviderTimeouts timeouts, CallTerms terms) {
		long total = System.nanoTime() + timeouts.total().toNanos();
		this.timeouts = timeouts;
		this.callers = terms.deadline();
		this.deadline = (this.callers != 0 && this.callers - total < 0) ? this.callers : total;
		// an answer as a whole has its first word when it is complete
		this.head = this.deadline;
	}

	/** A stream was asked for. */
	void asked() {
		this.head = System.nanoTime() + this.timeouts.headers().toNanos();
	}

	/** Something came. */
	void responded() {
		this.headed = true;
	}

	boolean hasResponded() {
		return this.headed;
	}

	/** Says what was not in time, or null while nothing is late. */
	@Nullable UpstreamFailed late(long now) {
		if (now - this.deadline > 0) {
			return new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The call was not over in time");
		}
		if (!this.headed && now - this.head > 0) {
			return new UpstreamFailed(Reason.UPSTREAM_TIMEOUT,
					"The provider did not begin to answer within " + this.timeouts.headers().toSeconds() + " s");
		}
		return null;
	}

	/** Whether being late says nothing about the provider. */
	boolean isBlameless(long now, AnswerProgress progress) {
		// it had answered, or the caller's own deadline was the shorter one
		return now - this.deadline > 0 && (progress.hasContent() || this.deadline == this.callers);
	}

}
