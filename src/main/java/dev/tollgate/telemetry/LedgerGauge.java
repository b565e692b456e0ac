package dev.tollgate.telemetry;

import dev.tollgate.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * How many of the ledger's rows the database does not have yet.
 */
@Component
final class LedgerGauge implements MeterBinder {

	private final Ledger ledger;

	LedgerGauge(Ledger ledger) {
		this.ledger = ledger;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("tollgate.ledger.pending.rows", this.ledger, Ledger::pendingRows)
			.description("Rows in the journal that the database does not have yet")
			.register(registry);
	}

}
