package dev.tollgate.keys;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether callers are known. A database that is away is no reason to take a gateway out
 * of service that has read it; one that never has knows nobody but the administrator.
 */
@Component("keysHealthIndicator")
final class KeyHealthIndicator implements HealthIndicator {

	private final KeyWatch watch;

	KeyHealthIndicator(KeyWatch watch) {
		this.watch = watch;
	}

	@Override
	public Health health() {
		Health.Builder health = this.watch.isLoaded() ? Health.up() : Health.outOfService();
		return health.withDetail("current", this.watch.isCurrent()).build();
	}

}
