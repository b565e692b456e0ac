package dev.tollgate.idempotency;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that wait for the store, so that no event loop does.
 */
final class StoreThreads implements AutoCloseable {

	private static final int THREADS = 2;

	/** How many may wait to be allowed in; whoever is in is never turned away. */
	private static final int WAITING = 256;

	private static final long STOP_SECONDS = 5;

	private final ThreadPoolExecutor workers = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES,
			new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("idempotency-", 1).factory());

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("idempotency-timer").factory());

	private final AtomicInteger waiting = new AtomicInteger();

	StoreThreads() {
		this.workers.allowCoreThreadTimeOut(true);
	}

	/**
	 * Runs what a new request needs.
	 * @return whether there was room for it
	 */
	boolean offer(Runnable task) {
		if (this.waiting.incrementAndGet() > WAITING) {
			this.waiting.decrementAndGet();
			return false;
		}
		try {
			this.workers.execute(() -> {
				this.waiting.decrementAndGet();
				task.run();
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.waiting.decrementAndGet();
			return false;
		}
	}

	/**
	 * Runs what follows from what was begun.
	 * @return false if all this is closed
	 */
	boolean run(Runnable task) {
		try {
			this.workers.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Runs it after a while.
	 * @return false if all this is closed
	 */
	boolean later(Duration delay, Runnable task) {
		try {
			var _ = this.timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/** Runs it again and again, if the last one is done. */
	void every(Duration interval, Runnable task) {
		var _ = this.timer.scheduleWithFixedDelay(() -> run(task), interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/** Lets what waits come to its end, within limits. */
	@Override
	public void close() {
		this.timer.shutdownNow();
		this.workers.shutdown();
		try {
			if (!this.workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
				this.workers.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.workers.shutdownNow();
		}
	}

}
