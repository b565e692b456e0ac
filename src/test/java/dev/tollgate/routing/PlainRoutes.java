package dev.tollgate.routing;

import java.util.List;
import java.util.Map;

import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.UnsupportedParameters;
import org.jspecify.annotations.Nullable;

/**
 * Routes that leave the order of their targets as it is, for tests of other rooms.
 */
public final class PlainRoutes {

	private PlainRoutes() {
	}

	/** A model of a provider, that reads and writes so many tokens. */
	public static Target target(ChatProvider provider, @Nullable Integer contextWindow) {
		UpstreamModel model = new UpstreamModel(provider.name(), "model");
		ModelDescription description = new ModelDescription(model.toString(), model, null, contextWindow, null,
				List.of("text"), TemperatureSupport.UNKNOWN, null, Map.of());
		return new Target(RouteDefinition.to(model), TestTargets.place(model.toString(), 1, null), provider,
				description, model.name(), Abilities.UNKNOWN, null);
	}

	/** A route whose requests may take so many attempts. */
	public static Route route(List<Target> targets, int attempts) {
		List<RouteDefinition.Target> places = targets.stream()
			.map((target) -> TestTargets.place(target.model().toString(), 1, null))
			.toList();
		RouteDefinition definition = new RouteDefinition("test", Strategy.ORDERED, places, Map.of(), Map.of(),
				UnsupportedParameters.PASS, null, attempts, Resume.OFF, null, List.of());
		return new Route(definition, targets, null);
	}

}
