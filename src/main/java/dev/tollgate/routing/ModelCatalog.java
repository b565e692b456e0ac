package dev.tollgate.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Temperature;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.routing.CatalogProperties.Model;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What is known of models: their windows, what they take, and the temperature they get.
 */
@Component
final class ModelCatalog {

	private final Map<String, Model> models = new LinkedHashMap<>();

	private final TemperatureDefaults temperatures;

	ModelCatalog(CatalogProperties properties, TemperatureDefaults temperatures) {
		this.temperatures = temperatures;
		properties.models().forEach((model) -> this.models.put(model.name(), model));
	}

	Iterable<Model> models() {
		return this.models.values();
	}

	/**
	 * Describes what serves a name. What is known under the name itself goes before what
	 * is known of the model that serves it: reasoner is the same model as chat, but
	 * thinks.
	 */
	ModelDescription describe(String id, UpstreamModel model, String providerType, @Nullable Object routeTemperature) {
		Model known = find(model.withName(id));
		if (known == null) {
			known = find(model);
		}
		if (known == null) {
			known = find(new UpstreamModel(providerType, model.name()));
		}
		Double ofRoute = (routeTemperature instanceof Number number) ? number.doubleValue() : null;
		if (known == null) {
			Temperature temperature = (ofRoute != null) ? new Temperature(ofRoute, "route") : null;
			return new ModelDescription(id, model, null, null, null, List.of("text"), TemperatureSupport.UNKNOWN,
					temperature, (ofRoute != null) ? this.temperatures.tasks(providerType) : Map.of());
		}
		boolean accepted = known.temperature() == TemperatureSupport.ACCEPTED;
		Temperature temperature = accepted
				? this.temperatures.of(providerType, null, ofRoute, known.defaultTemperature()) : null;
		return new ModelDescription(id, model, known.kind(), known.contextWindow(), known.maxOutputTokens(),
				known.input(), known.temperature(), temperature,
				accepted ? this.temperatures.tasks(providerType) : Map.of());
	}

	/** What a model can do, by its provider's name or else by its type. */
	Abilities abilities(UpstreamModel model, String providerType) {
		Model known = find(model);
		if (known == null) {
			known = find(new UpstreamModel(providerType, model.name()));
		}
		return (known != null) ? known.abilities() : Abilities.UNKNOWN;
	}

	private @Nullable Model find(UpstreamModel model) {
		Model known = this.models.get(model.toString());
		return (known != null) ? known : this.models.get(model.withoutSnapshot().toString());
	}

}
