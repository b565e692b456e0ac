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
 * Looks at the price list's files now and then, and has them read again when they have
 * changed.
 */
final class PriceFilesWatch implements InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(PriceFilesWatch.class);

	private final PriceBook book;

	private final Duration every;

	private @Nullable ScheduledExecutorService thread;

	PriceFilesWatch(PriceBook book, Duration every) {
		this.book = book;
		this.every = every;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it: it ends at the
													// shutdown
	public void afterPropertiesSet() {
		if (this.every.isZero()) {
			return;
		}
		this.thread = Executors
			.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tollgate-prices").factory());
		this.thread.scheduleWithFixedDelay(this::look, this.every.toMillis(), this.every.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	void look() {
		try {
			this.book.reloadIfChanged()
				.ifPresent((change) -> logger.info("The price list was read again: %d rows in force; %d added, %d "
					.formatted(change.rows(), change.added().size(), change.removed().size())
						+ "removed, %d changed".formatted(change.changed().size())));
		}
		catch (PriceListException ex) {
			logger
				.error("The price list has changed and cannot be used, the old one stays in force: " + ex.getMessage());
		}
		catch (RuntimeException ex) {
			// whatever it is, the next look must not be the victim
			logger.error("The price list could not be looked at", ex);
		}
	}

	@Override
	public void destroy() {
		if (this.thread != null) {
			this.thread.shutdownNow();
		}
	}

}
