package dev.tollgate.ledger;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether calls can be accounted for, and so be made. A database that is away is no
 * reason to take a gateway out of service; a journal that is full is.
 */
@Component
final class LedgerHealthIndicator implements HealthIndicator {

	private final Ledger ledger;

	LedgerHealthIndicator(Ledger ledger) {
		this.ledger = ledger;
	}

	@Override
	public Health health() {
		Health.Builder health = this.ledger.hasRoom() ? Health.up() : Health.outOfService();
		return health.withDetail("pending_rows", this.ledger.pendingRows()).build();
	}

}
