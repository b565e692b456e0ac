package dev.tollgate.pricing;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Looks at files now and then, on a thread of its own, and has them read again when they
 * have changed. A file that cannot be used changes nothing but the log.
 */
public abstract class FileWatch implements InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(FileWatch.class);

	private final String thread;

	private final Duration every;

	private @Nullable ScheduledExecutorService executor;

	/**
	 * Creates a watch, which begins once all is set.
	 * @param thread the name of its thread
	 * @param every how long it waits between two looks; zero for no look at all
	 */
	protected FileWatch(String thread, Duration every) {
		this.thread = thread;
		this.every = every;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it: it ends at the
													// shutdown
	public final void afterPropertiesSet() {
		long millis = this.every.toMillis();
		if (millis > 0) {
			this.executor = Executors
				.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(this.thread).factory());
			this.executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
		}
	}

	/** Looks once, whatever comes of it. */
	protected final void look() {
		try {
			reloadIfChanged();
		}
		catch (RuntimeException ex) {
			// whatever it is, the next look must not be the victim
			logger.error("A look of " + this.thread + " at its files failed", ex);
		}
	}

	/** Reads the files again if they have changed, and logs what came of it. */
	protected abstract void reloadIfChanged();

	@Override
	public final void destroy() {
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
	}

}
