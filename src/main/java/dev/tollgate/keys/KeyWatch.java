package dev.tollgate.keys;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps the {@link Keyring} as the database has it, by a look every few seconds, and does
 * all else that waits for the database of keys: on one thread of its own.
 */
final class KeyWatch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(KeyWatch.class);

	/** Until the database has been read for the first time. */
	private static final Duration FIRST_LOOKS = Duration.ofMillis(50);

	/** The tables are made while the first looks fail, which is worth no word. */
	private static final int QUIET_LOOKS = 100;

	private static final int MOST_WAITING = 64;

	private static final long STOP_SECONDS = 5;

	private final JdbcKeyStore store;

	private final Keyring keyring;

	private final Duration interval;

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("tollgate-keys").factory());

	private final AtomicInteger waiting = new AtomicInteger();

	private final CompletableFuture<Void> loaded = new CompletableFuture<>();

	private volatile boolean current;

	private long version;

	private int failures;

	private boolean failing;

	KeyWatch(JdbcKeyStore store, Keyring keyring, Duration interval) {
		this.store = store;
		this.keyring = keyring;
		this.interval = interval;
	}

	void start() {
		this.thread.execute(this::look);
	}

	/** Whether the last look was in vain: then there may be keys that nobody knows. */
	boolean isCurrent() {
		return this.current;
	}

	/** Whether the keys were read at all. */
	boolean isLoaded() {
		return this.loaded.isDone();
	}

	/** Completes when the keys have been read for the first time. */
	CompletableFuture<Void> loaded() {
		return this.loaded;
	}

	private void look() {
		try {
			refresh();
			worked();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
		Duration pause = isLoaded() ? this.interval : FIRST_LOOKS;
		try {
			var _ = this.thread.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The gateway ends, and looks no more", ex);
		}
	}

	/** Reads what has changed; to be called on the thread of this alone. */
	void refresh() {
		long newest = this.store.version();
		if (newest < this.version) {
			// an older state of the database was put back
			this.keyring.replace(this.store.changesSince(0));
		}
		else if (newest > this.version) {
			this.keyring.change(this.store.changesSince(this.version));
		}
		this.version = newest;
	}

	private void worked() {
		if (this.failing) {
			logger.info("The database of keys can be read again");
		}
		this.failing = false;
		this.current = true;
		this.loaded.complete(null);
	}

	private void failed(RuntimeException failure) {
		this.current = false;
		this.failures++;
		if (!this.failing && (isLoaded() || this.failures >= QUIET_LOOKS)) {
			this.failing = true;
			logger.warn("The database of keys cannot be read; keys that are known go on being served", failure);
		}
	}

	/**
	 * Does something on the thread of this.
	 * @return whether there was room for it
	 */
	boolean offer(Runnable task) {
		if (this.waiting.incrementAndGet() > MOST_WAITING) {
			this.waiting.decrementAndGet();
			return false;
		}
		try {
			this.thread.execute(() -> {
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

	/** Lets what is being done come to its end; an interrupt would close H2's file. */
	@Override
	public void close() {
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.thread.shutdown();
		try {
			var _ = this.thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
