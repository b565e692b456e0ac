package dev.tollgate.routing;

import dev.tollgate.pricing.FileWatch;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Has the routes read again when the configuration's files have changed.
 */
@Component
final class RoutesWatch extends FileWatch {

	private static final Log logger = LogFactory.getLog(RoutesWatch.class);

	private final RoutesReload routes;

	RoutesWatch(RoutesReload routes, RoutesReloadProperties properties) {
		super("tollgate-routes", properties.checkEvery());
		this.routes = routes;
	}

	@Override
	protected void reloadIfChanged() {
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
	}

}
