package dev.tollgate.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.tollgate.routing.ProviderHealth;
import dev.tollgate.routing.Router;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What is going on with the providers: breakers, keys that rest, calls under way,
 * first-token times.
 */
@RestController
class ProvidersController {

	private final Router router;

	ProvidersController(Router router) {
		this.router = router;
	}

	@GetMapping("/admin/providers")
	ProviderList list(Administrator administrator) {
		return new ProviderList(this.router.providers().stream().map(ProviderView::of).toList(), null);
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ProviderList(List<ProviderView> data, @Nullable String nextCursor) {
	}

	/** A provider as administrators see it. */
	@JsonNaming(SnakeCaseStrategy.class)
	record ProviderView(String name, String state, int inFlight, int maxInFlight, List<KeyView> keys,
			Map<String, Long> firstTokenMs) {

		static ProviderView of(ProviderHealth health) {
			return new ProviderView(health.name(), health.state(), health.inFlight(), health.maxInFlight(),
					health.keys().stream().map(KeyView::of).toList(), health.firstTokenMillis());
		}

	}

	/** One of the gateway's keys there, by its place in the configuration. */
	@JsonNaming(SnakeCaseStrategy.class)
	record KeyView(int key, String state, @Nullable Long restsForMs) {

		static KeyView of(ProviderHealth.Key key) {
			Duration remaining = key.remaining();
			return new KeyView(key.ordinal(), key.state(), (remaining != null) ? remaining.toMillis() : null);
		}

	}

}
