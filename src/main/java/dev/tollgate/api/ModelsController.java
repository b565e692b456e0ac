package dev.tollgate.api;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.ModelKind;
import dev.tollgate.chat.Temperature;
import dev.tollgate.gateway.Models;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * OpenAI's list of models, with what the gateway knows of each beside it.
 */
@RestController
class ModelsController {

	private final Models models;

	ModelsController(Models models) {
		this.models = models;
	}

	@GetMapping({ "/v1/models", "/models" })
	ModelList list(ServerWebExchange exchange) {
		return new ModelList("list",
				this.models.all(AuthenticationFilter.caller(exchange))
					.stream()
					.sorted(Comparator.comparing(ModelDescription::id))
					.map(Model::of)
					.toList());
	}

	@GetMapping({ "/v1/models/{*id}", "/models/{*id}" })
	Model one(@PathVariable String id, ServerWebExchange exchange) {
		return Model.of(this.models.one(AuthenticationFilter.caller(exchange), id.substring(1)));
	}

	record ModelList(String object, List<Model> data) {
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record Model(String id, String object, long created, String ownedBy, Extension tollgate) {

		static Model of(ModelDescription model) {
			// nobody tells when a model was made, and clients want a number
			return new Model(model.id(), "model", 0, model.model().provider(), Extension.of(model));
		}

	}

	/** What OpenAI's protocol has no place for. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Extension(String provider, String upstreamModel, @Nullable String kind, @Nullable Integer contextWindow,
			@Nullable Integer maxOutputTokens, List<String> input, TemperatureDefault temperature) {

		static Extension of(ModelDescription model) {
			ModelKind kind = model.kind();
			return new Extension(model.model().provider(), model.model().name(), (kind != null) ? kind.label() : null,
					model.contextWindow(), model.maxOutputTokens(), model.input(), TemperatureDefault.of(model));
		}

	}

	/** The temperature that a call gets where the caller gives none, and why. */
	record TemperatureDefault(String support,
			@com.fasterxml.jackson.annotation.JsonProperty("default") @Nullable Double value, @Nullable String source,
			Map<String, Double> tasks) {

		static TemperatureDefault of(ModelDescription model) {
			Temperature temperature = model.temperature();
			Map<String, Double> tasks = new TreeMap<>();
			model.taskTemperatures().forEach((task, value) -> tasks.put(task.label(), value));
			return new TemperatureDefault(model.temperatureSupport().label(),
					(temperature != null) ? temperature.value() : null,
					(temperature != null) ? temperature.source() : null, tasks);
		}

	}

}
