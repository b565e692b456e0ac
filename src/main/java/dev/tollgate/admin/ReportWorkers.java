package dev.tollgate.admin;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The few threads on which reports are computed: requests have the event loops for
 * themselves.
 */
@Component
final class ReportWorkers implements DisposableBean {

	private static final int THREADS = 2;

	private static final int WAITING = 64;

	private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, WAITING, "report", 60, true);

	Scheduler scheduler() {
		return this.scheduler;
	}

	@Override
	public void destroy() {
		this.scheduler.dispose();
	}

}
