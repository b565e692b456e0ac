package dev.tollgate.routing;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.UpstreamModel;

import org.springframework.stereotype.Component;

/**
 * The speeds of the models that the routing table has, and of no others: what callers may
 * make up takes no room.
 */
@Component
final class Speeds {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private final Map<UpstreamModel, Speed> speeds = new ConcurrentHashMap<>();

	private final Clock clock;

	Speeds(Clock clock) {
		this.clock = clock;
	}

	/** The speed of a model of the table. */
	Speed of(UpstreamModel model) {
		return this.speeds.computeIfAbsent(model, (key) -> new Speed(this.clock));
	}

	/**
	 * The first-token times of a provider's models, in milliseconds by the model's name.
	 */
	SortedMap<String, Long> firstTokens(String provider) {
		SortedMap<String, Long> millis = new TreeMap<>();
		this.speeds.forEach((model, speed) -> {
			Long nanos = speed.firstTokenNanos();
			if (nanos != null && model.provider().equals(provider)) {
				millis.put(model.name(), Math.ceilDiv(nanos, NANOS_PER_MILLI));
			}
		});
		return millis;
	}

	/** Forgets all other models. */
	void retain(Collection<UpstreamModel> models) {
		this.speeds.keySet().retainAll(models);
	}

}
