package dev.tollgate.provider;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.wire.EventSink;
import dev.tollgate.wire.EventSplitter;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.buffer.ByteBuf;

/**
 * Reads a streamed answer on after its caller went away, for the sake of its usage: what
 * comes is noted and let go. All on the connection's event loop.
 */
final class DrainedEvents implements EventSink {

	/** Where events go that nobody is to see. */
	static final EventDialect.EventOutput NOWHERE = new EventDialect.EventOutput() {

		@Override
		public void pass() {
			// nobody is there
		}

		@Override
		public void write(byte[] bytes, int from, int to) {
			// nobody is there
		}

	};

	private static final int MAX_MALFORMED = 3;

	private final Exchange exchange;

	private final EventRelay relay;

	private final EventDialect dialect;

	private final EventSplitter splitter;

	private final AnswerProgress progress;

	private final DrainLimits limits;

	private final long eventsBefore;

	private final long bytesBefore;

	private int malformed;

	/** The provider said that it is done; its usage may still follow. */
	private boolean done;

	private boolean over;

	private long lastRead = System.nanoTime();

	DrainedEvents(Exchange exchange, EventRelay relay, EventDialect dialect, EventSplitter splitter,
			DrainLimits limits) {
		this.exchange = exchange;
		this.relay = relay;
		this.dialect = dialect;
		this.splitter = splitter;
		this.progress = exchange.progress();
		this.limits = limits;
		this.eventsBefore = this.progress.contentEvents();
		this.bytesBefore = this.progress.contentBytes();
	}

	void read(ByteBuf chunk) {
		if (this.over) {
			return;
		}
		this.lastRead = System.nanoTime();
		try {
			this.splitter.feed(chunk, this);
		}
		catch (RuntimeException ex) {
			// nobody is there who could be told why
			failUnlessDone();
			return;
		}
		if (this.done && this.progress.usage() != null) {
			complete();
		}
		else if (this.limits.exceededBy(this.progress.contentEvents() - this.eventsBefore,
				this.progress.contentBytes() - this.bytesBefore)) {
			fail();
		}
	}

	@Override
	public void event(byte[] bytes, int from, int to) {
		if (RelayedEvents.isDone(bytes, from, to)) {
			this.done = true;
			return;
		}
		boolean hadContent = this.progress.hasContent();
		try {
			this.done |= this.dialect.event(bytes, from, to, this.progress, NOWHERE);
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

	/** The response has ended, well or not. */
	void end() {
		if (this.over) {
			return;
		}
		try {
			this.splitter.finish(this);
		}
		catch (RuntimeException ex) {
			failUnlessDone();
			return;
		}
		failUnlessDone();
	}

	private void failUnlessDone() {
		if (this.done || this.progress.finished()) {
			complete();
		}
		else {
			fail();
		}
	}

	private void complete() {
		this.over = true;
		this.exchange.drained();
		this.relay.readEnd();
	}

	/** Gives it up: what passed until now is all that will be known. */
	void fail() {
		if (!this.over) {
			this.over = true;
			this.exchange.cancelled();
			this.relay.stopReading();
		}
	}

	/** Looks whether the provider has been without a word for too long. */
	void look(long now) {
		if (this.over) {
			return;
		}
		long silence = now - this.lastRead;
		if (this.done && silence > EventRelay.CLOSE_AFTER_NANOS) {
			complete();
		}
		else if (silence > this.exchange.timeouts().idle().toNanos()) {
			fail();
		}
	}

}
