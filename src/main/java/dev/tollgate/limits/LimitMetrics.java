package dev.tollgate.limits;

import dev.tollgate.limits.Rejections.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * What becomes of the limits of keys, for Prometheus.
 */
@Component
final class LimitMetrics implements MeterBinder {

	private final Rejections rejections;

	private final LedgerCheck check;

	private final Counters counters;

	LimitMetrics(Rejections rejections, LedgerCheck check, Counters counters) {
		this.rejections = rejections;
		this.check = check;
		this.counters = counters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Reason reason : Reason.values()) {
			FunctionCounter.builder("tollgate.limit.rejections", this.rejections, (all) -> all.count(reason))
				.description("Requests that were refused by a limit or budget of their key or team")
				.tag("reason", reason.label())
				.register(registry);
		}
		Gauge.builder("tollgate.ledger.drift", this.check, LedgerCheck::drift)
			.description("By how much budgets and the ledger were apart when they were compared last")
			.baseUnit("usd")
			.register(registry);
		Gauge.builder("tollgate.limits.degraded", this.counters, (counters) -> counters.isDegraded() ? 1 : 0)
			.description("Whether limits and budgets are counted by this gateway alone, as Redis does not answer")
			.register(registry);
	}

}
