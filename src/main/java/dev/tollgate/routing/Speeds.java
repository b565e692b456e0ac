package dev.tollgate.routing;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.UpstreamModel;

import org.springframework.stereotype.Component;

/**
 * The speeds of the models that the routing table has, and of no others: what callers may
 * make up takes no room.
 */
@Component
final class Speeds {

	private final Map<UpstreamModel, Speed> speeds = new ConcurrentHashMap<>();

	private final Clock clock;

	Speeds(Clock clock) {
		this.clock = clock;
	}

	/** The speed of a model of the table. */
	Speed of(UpstreamModel model) {
		return this.speeds.computeIfAbsent(model, (key) -> new Speed(this.clock));
	}

	/** Forgets all other models. */
	void retain(Collection<UpstreamModel> models) {
		this.speeds.keySet().retainAll(models);
	}

}
