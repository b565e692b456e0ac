package dev.tollgate.limits;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * What becomes of the limit, for Prometheus.
 */
@Component
final class CallLimitMetrics implements MeterBinder {

	private final CallLimit limit;

	CallLimitMetrics(CallLimit limit) {
		this.limit = limit;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("tollgate.calls.in.flight", this.limit, CallLimit::inFlight)
			.description("Calls that were let in and have not ended, streams included")
			.register(registry);
		Gauge.builder("tollgate.calls.limit", this.limit, CallLimit::limit)
			.description("How many calls may be in flight now")
			.register(registry);
		FunctionCounter.builder("tollgate.calls.shed", this.limit, CallLimit::shed)
			.description("Calls that were refused because the gateway was overloaded")
			.register(registry);
	}

}
