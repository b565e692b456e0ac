package dev.tollgate.routing;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Looks at the configuration's files now and then, and has the routes read again when
 * they have changed.
 */
@Component
final class RoutesWatch implements InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(RoutesWatch.class);

	private final RoutesReload routes;

	private final RoutesReloadProperties properties;

	private @Nullable ScheduledExecutorService thread;

	RoutesWatch(RoutesReload routes, RoutesReloadProperties properties) {
		this.routes = routes;
		this.properties = properties;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it: it ends at the
													// shutdown
	public void afterPropertiesSet() {
		long every = this.properties.checkEvery().toMillis();
		if (every > 0) {
			this.thread = Executors
				.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tollgate-routes").factory());
			this.thread.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
		}
	}

	void look() {
		try {
			this.routes.reloadIfChanged()
				.ifPresent((change) -> logger
					.info("The routes were read again: %d in force; added %s, removed %s, changed %s"
						.formatted(change.routes(), change.added(), change.removed(), change.changed())));
		}
		catch (InvalidRoutesException ex) {
			logger.error("The configuration has changed and cannot be used, the old routes stay in force: "
					+ ex.getMessage());
		}
		catch (RuntimeException ex) {
			// whatever it is, the next look must not be the victim
			logger.error("The configuration could not be looked at", ex);
		}
	}

	@Override
	public void destroy() {
		if (this.thread != null) {
			this.thread.shutdownNow();
		}
	}

}
