package dev.tollgate.chat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What callers may know of a model name.
 *
 * @param id the name that callers write
 * @param model the model that is called
 * @param kind what it is made for, or null if unknown
 * @param contextWindow the most tokens of input and output together, or null if unknown
 * @param maxOutputTokens the most tokens of output, or null if unknown
 * @param input the kinds of input that it takes, such as {@code text} and {@code image}
 * @param temperatureSupport what it makes of a temperature
 * @param temperature the temperature it gets where the caller gives none and names no
 * task, or null where none is set
 * @param taskTemperatures the temperatures by task
 */
public record ModelDescription(String id, UpstreamModel model, @Nullable ModelKind kind,
		@Nullable Integer contextWindow, @Nullable Integer maxOutputTokens, List<String> input,
		TemperatureSupport temperatureSupport, @Nullable Temperature temperature, Map<Task, Double> taskTemperatures) {

	/**
	 * The temperatures by task as they are sent.
	 * @return JSON numbers
	 */
	public Map<Task, String> taskTemperaturesAsJson() {
		Map<Task, String> json = new EnumMap<>(Task.class);
		this.taskTemperatures.forEach((task, value) -> json.put(task, Double.toString(value)));
		return json;
	}

}
