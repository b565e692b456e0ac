package dev.tollgate.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * What is going on with the providers. It is told and never counts against the gateway: a
 * provider that is down would else take out the gateway that routes around it.
 */
@Component
final class UpstreamHealthIndicator implements HealthIndicator {

	private final Providers providers;

	UpstreamHealthIndicator(Providers providers) {
		this.providers = providers;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		for (ProviderState state : this.providers.states()) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("in_flight", state.inFlight());
			List<String> keys = state.keys()
				.stream()
				.map((key) -> key.status().name().toLowerCase(Locale.ROOT))
				.toList();
			details.put("keys", keys);
			health.withDetail(state.name(), details);
		}
		return health.build();
	}

}
