package dev.tollgate.provider;

import java.util.Arrays;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.EventSink;
import dev.tollgate.wire.EventSplitter;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream as they are read: what each read of the provider's socket
 * becomes for the caller, and when the answer is complete.
 */
final class RelayedEvents implements EventSink {

	private static final Log logger = LogFactory.getLog(RelayedEvents.class);

	private static final int MAX_EVENT = 16 * 1024 * 1024;

	private static final int MAX_MALFORMED = 3;

	private static final byte[] DONE = { '[', 'D', 'O', 'N', 'E', ']' };

	private final Exchange exchange;

	private final EventDialect dialect;

	private final AnswerProgress progress;

	private final EventSplitter splitter = new EventSplitter(MAX_EVENT);

	private final EventBuffer output = new EventBuffer();

	private long count;

	private int malformed;

	/** The provider said that it is done; its usage may follow in the same read. */
	private boolean done;

	private boolean complete;

	RelayedEvents(Exchange exchange, EventDialect dialect) {
		this.exchange = exchange;
		this.dialect = dialect;
		this.progress = exchange.progress();
	}

	/**
	 * Reads on.
	 * @return what it becomes for the caller, or null for nothing
	 * @throws GatewayException if the answer fails; what came before that is in
	 * {@link #rest()}
	 */
	@Nullable ByteBuf read(ByteBuf chunk) {
		this.output.begin(chunk, this.splitter);
		this.splitter.feed(chunk, this);
		if (this.done) {
			complete();
		}
		return this.output.finish();
	}

	/**
	 * The response has ended.
	 * @return what is left for the caller, or null for nothing
	 * @throws GatewayException if the answer is not complete
	 */
	@Nullable ByteBuf end() {
		this.output.begin(Unpooled.EMPTY_BUFFER, this.splitter);
		this.splitter.finish(this);
		if (!this.complete && !this.done && !this.progress.finished()) {
			throw new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
					"The provider's stream ended before the answer was complete");
		}
		complete();
		return this.output.finish();
	}

	/** What came in a read before it failed, or null. */
	@Nullable ByteBuf rest() {
		return this.output.finish();
	}

	/** How many events have been read; comments are none. */
	long count() {
		return this.count;
	}

	/** Whether the answer is complete. */
	boolean isComplete() {
		return this.complete;
	}

	/** Reads on for somebody else, from where this reader is. */
	DrainedEvents drained(EventRelay relay, DrainLimits limits) {
		return new DrainedEvents(this.exchange, relay, this.dialect, this.splitter, limits);
	}

	@Override
	public void event(byte[] bytes, int from, int to) {
		this.count++;
		if (this.complete) {
			return;
		}
		if (this.done) {
			usageAfterDone(bytes, from, to);
			return;
		}
		boolean hadContent = this.progress.hasContent();
		if (isDone(bytes, from, to)) {
			this.done = true;
			return;
		}
		this.output.at(bytes, from, to);
		try {
			if (this.dialect.event(bytes, from, to, this.progress, this.output)) {
				complete();
			}
		}
		catch (MalformedJsonException ex) {
			if (++this.malformed == MAX_MALFORMED) {
				throw ex;
			}
		}
		if (!hadContent && this.progress.hasContent()) {
			this.exchange.firstContent();
		}
	}

	static boolean isDone(byte[] bytes, int from, int to) {
		return to - from == DONE.length && Arrays.equals(bytes, from, to, DONE, 0, DONE.length);
	}

	private void usageAfterDone(byte[] bytes, int from, int to) {
		try {
			this.dialect.event(bytes, from, to, this.progress, DrainedEvents.NOWHERE);
		}
		catch (RuntimeException ex) {
			// the answer is whole: what else follows is nobody's affair
			logger.debug("What followed the end of a stream could not be read", ex);
		}
	}

	private void complete() {
		if (!this.complete) {
			this.dialect.end(this.exchange.completed(), this.output);
			this.complete = true;
		}
	}

}
