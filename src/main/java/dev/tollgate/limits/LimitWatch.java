package dev.tollgate.limits;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Does what limits need done now and then, on a thread of its own that never waits.
 */
final class LimitWatch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LimitWatch.class);

	private static final Duration SWEEP = Duration.ofMinutes(1);

	private static final Duration BEAT = Duration.ofSeconds(1);

	private static final Duration SHOW = Duration.ofSeconds(2);

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("tollgate-limits").factory());

	private final Counters counters;

	private final LedgerCheck check;

	private final BudgetGauges gauges;

	private final Duration reconcile;

	LimitWatch(Counters counters, LedgerCheck check, BudgetGauges gauges, LimitProperties properties) {
		this.counters = counters;
		this.check = check;
		this.gauges = gauges;
		this.reconcile = properties.reconcile();
	}

	void start() {
		this.counters.beat();
		every(SWEEP, this.counters::sweep);
		every(this.reconcile, this.check::compare);
		every(SHOW, this.gauges::look);
		every(BEAT, this.counters::beat);
	}

	private void every(Duration interval, Runnable task) {
		var _ = this.thread.scheduleWithFixedDelay(() -> attempt(task), interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	private static void attempt(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("The limits of keys could not be looked after; it is tried again", ex);
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
