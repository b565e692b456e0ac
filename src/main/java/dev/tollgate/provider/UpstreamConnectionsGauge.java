package dev.tollgate.provider;

import java.util.Map;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import reactor.netty.resources.ConnectionPoolMetrics;

import org.springframework.stereotype.Component;

/**
 * The connections to each provider, and the calls that wait for one.
 */
@Component
final class UpstreamConnectionsGauge implements MeterBinder {

	private static final Map<String, ToIntFunction<ConnectionPoolMetrics>> STATES = Map.of("active",
			ConnectionPoolMetrics::acquiredSize, "idle", ConnectionPoolMetrics::idleSize, "pending",
			ConnectionPoolMetrics::pendingAcquireSize);

	private final Providers providers;

	UpstreamConnectionsGauge(Providers providers) {
		this.providers = providers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.providers.upstreams()
			.forEach((name,
					http) -> STATES.forEach((state, figure) -> Gauge
						.builder("tollgate.upstream.connections", http.meters(), (all) -> all.sum(figure))
						.description("Connections to the provider, and calls that wait for one")
						.tag("provider", name)
						.tag("state", state)
						.register(registry)));
	}

}
