package dev.tollgate.telemetry;

import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes a line of every request to the log, on a thread of its own: an output that
 * stands still holds up that thread and nobody else. What does not fit in the queue
 * before it is dropped and counted.
 */
@Component
final class RequestLog implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger("dev.tollgate.requests");

	/** A second of lines of a gateway at its limit, about 5 MB of them. */
	static final int MOST_WAITING = 16_384;

	/**
	 * It looks now and then rather than being woken, which would cost every request more
	 * than its line does.
	 */
	private static final long LOOK_NANOS = 20_000_000;

	private final Queue<RequestLine> waiting = PlatformDependent.newFixedMpscQueue(MOST_WAITING);

	private final LongAdder dropped = new LongAdder();

	private volatile boolean running;

	private volatile @Nullable Thread writer;

	RequestLog(MeterRegistry registry) {
		FunctionCounter.builder("tollgate.request.log.dropped", this.dropped, LongAdder::sum)
			.description("Lines of requests that the log had no room for")
			.register(registry);
	}

	void add(RequestLine line) {
		if (logger.isInfoEnabled() && !this.waiting.offer(line)) {
			this.dropped.increment();
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.writer = Thread.ofPlatform().daemon().name("tollgate-requests").start(this::write);
	}

	private void write() {
		do {
			LockSupport.parkNanos(LOOK_NANOS);
			drain();
		}
		while (this.running);
		drain();
	}

	private void drain() {
		for (RequestLine line = this.waiting.poll(); line != null; line = this.waiting.poll()) {
			try {
				RequestLogEntry.write(line, logger);
			}
			catch (RuntimeException ex) {
				logger.error("The line of a request could not be written", ex);
			}
		}
	}

	/** Ends with what waits, if the output takes it. */
	@Override
	public void stop() {
		this.running = false;
		Thread writer = this.writer;
		if (writer == null) {
			return;
		}
		LockSupport.unpark(writer);
		try {
			writer.join(2_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Stopped when all calls have ended. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
