package dev.tollgate.routing;

import java.util.EnumMap;
import java.util.Map;

import dev.tollgate.chat.Task;
import dev.tollgate.chat.Temperature;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds the temperature of a call whose caller gave none: that of the task, the route,
 * the model, the provider, or the global one, in this order.
 */
@Component
final class TemperatureDefaults {

	private final TemperatureProperties properties;

	TemperatureDefaults(TemperatureProperties properties) {
		this.properties = properties;
	}

	Temperature of(String providerType, @Nullable Task task, @Nullable Double route, @Nullable Double model) {
		Double ofTask = (task != null) ? tasks(providerType).get(task) : null;
		if (ofTask != null) {
			return new Temperature(ofTask, "task");
		}
		if (route != null) {
			return new Temperature(route, "route");
		}
		if (model != null) {
			return new Temperature(model, "model");
		}
		Double ofProvider = this.properties.providers().get(providerType);
		if (ofProvider != null) {
			return new Temperature(ofProvider, "provider");
		}
		return new Temperature(this.properties.global(), "global");
	}

	Map<Task, Double> tasks(String providerType) {
		return this.properties.tasks().getOrDefault(providerType, new EnumMap<>(Task.class));
	}

}
