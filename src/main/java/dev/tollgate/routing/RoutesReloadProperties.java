package dev.tollgate.routing;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When routes are read again.
 *
 * @param checkEvery how often the configuration's files are looked at for changes, at
 * least a millisecond; 0 for never
 */
@ConfigurationProperties("tollgate.routes-reload")
record RoutesReloadProperties(@DefaultValue("5s") Duration checkEvery) {

	RoutesReloadProperties {
		if (checkEvery.isNegative() || (!checkEvery.isZero() && checkEvery.toMillis() == 0)) {
			throw new InvalidConfigurationException("tollgate.routes-reload.check-every",
					"it must be at least a millisecond, or 0 for never");
		}
	}

}
