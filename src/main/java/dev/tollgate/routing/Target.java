package dev.tollgate.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Task;
import dev.tollgate.chat.Temperature;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.Permit;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.provider.UpstreamRequest.Parameter;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A model of a provider that may serve a name, and the parameters that go with it.
 */
public final class Target {

	private static final String TEMPERATURE = "temperature";

	private final ChatProvider provider;

	private final UpstreamModel model;

	private final ModelDescription description;

	private final UnsupportedParameters unsupported;

	private final List<Parameter> defaults;

	private final List<Parameter> overrides;

	private final Map<Task, String> taskTemperatures;

	private final @Nullable String temperature;

	private final String label;

	private final RouteDefinition.Target place;

	private final Abilities abilities;

	/** Null for a model that only one call has heard of. */
	private final @Nullable Speed speed;

	Target(RouteDefinition definition, RouteDefinition.Target place, ChatProvider provider,
			ModelDescription description, String label, Abilities abilities, @Nullable Speed speed) {
		this.place = place;
		this.provider = provider;
		this.model = new UpstreamModel(place.provider(), place.model());
		this.description = description;
		this.abilities = abilities;
		this.speed = speed;
		this.unsupported = definition.unsupportedParameters();
		Set<String> overridden = definition.overrides().keySet();
		this.overrides = parameters(definition.overrides());
		Map<String, Object> defaults = new LinkedHashMap<>(definition.defaults());
		// the temperature's default has more than one source, of which the description
		// knows
		defaults.remove(TEMPERATURE);
		defaults.keySet().removeAll(overridden);
		this.defaults = parameters(defaults);
		boolean open = !overridden.contains(TEMPERATURE);
		this.taskTemperatures = open ? description.taskTemperaturesAsJson() : Map.of();
		Temperature temperature = description.temperature();
		this.temperature = (open && temperature != null) ? Double.toString(temperature.value()) : null;
		this.label = label;
	}

	private static List<Parameter> parameters(Map<String, Object> values) {
		return values.entrySet()
			.stream()
			.map((value) -> new Parameter(value.getKey(), Json.MAPPER.writeValueAsString(value.getValue())))
			.toList();
	}

	/**
	 * The model that is called.
	 * @return the provider and the name that is sent to it
	 */
	public UpstreamModel model() {
		return this.model;
	}

	/**
	 * The name of the model in metrics: one of a bounded set.
	 * @return the model's name, of a snapshot that of its model, or {@code other} if only
	 * the caller has heard of it
	 */
	public String modelLabel() {
		return this.label;
	}

	/**
	 * What callers may know of what serves them.
	 * @return the description
	 */
	public ModelDescription description() {
		return this.description;
	}

	/**
	 * Whether the model goes on with the beginning of an answer, as DeepSeek's chat
	 * prefix completion does.
	 * @return false if it would answer such a request anew
	 */
	public boolean takesPrefix() {
		return this.abilities.prefix();
	}

	/**
	 * The type of the provider, whose prices apply where its name has none.
	 * @return for instance {@code openai}
	 */
	public String providerType() {
		return this.provider.type();
	}

	/**
	 * How often it is chosen, compared with the others of its group.
	 * @return the weight, 0 for never
	 */
	public int weight() {
		return this.place.weight();
	}

	/**
	 * The group that it is in.
	 * @return the group, of which the lowest is tried first, or null where none is
	 * configured
	 */
	public @Nullable Integer group() {
		return this.place.group();
	}

	/**
	 * How much it can read and write in one call.
	 * @return the most tokens of input and output together, or null if unknown
	 */
	public @Nullable Integer contextWindow() {
		return this.description.contextWindow();
	}

	/**
	 * What prices are looked up by.
	 * @return the model as it would be called
	 */
	public CalledModel called() {
		return new CalledModel(this.model, this.provider.type(), null);
	}

	/**
	 * How soon its first token has come of late.
	 * @return the mean in nanoseconds, or null if none was measured
	 */
	public @Nullable Long firstTokenNanos() {
		return (this.speed != null) ? this.speed.firstTokenNanos() : null;
	}

	/**
	 * Takes note of a streamed answer.
	 * @param firstContentNanos how long after the call its first content came, in
	 * nanoseconds
	 */
	public void measured(long firstContentNanos) {
		if (this.speed != null) {
			this.speed.firstToken(firstContentNanos);
		}
	}

	/**
	 * Takes note of an answer that came as a whole, which counts only where no streamed
	 * one was measured.
	 * @param nanos how long after the call it was complete, in nanoseconds
	 */
	public void answered(long nanos) {
		if (this.speed != null) {
			this.speed.wholeAnswer(nanos);
		}
	}

	/** Takes note of a call that failed through no fault of the caller's. */
	public void failed() {
		if (this.speed != null) {
			this.speed.failed();
		}
	}

	Abilities abilities() {
		return this.abilities;
	}

	/** How soon it answers; known of all targets that are to be compared. */
	Speed speed() {
		return Objects.requireNonNull(this.speed);
	}

	/**
	 * Whether the provider could be called now, as far as the gateway knows; to ask
	 * changes nothing.
	 * @return {@code ready}, or in a word why not: {@code full}, or what became of the
	 * first key there, such as {@code rate_limited} and {@code circuit_open}
	 */
	public String state() {
		return ProviderHealth.state(this.provider.state());
	}

	boolean isReady() {
		return this.provider.state().isReady();
	}

	/**
	 * Asks for leave to call the provider once.
	 * @return a permit, or why there is none
	 */
	public Admission admit() {
		return this.provider.admit();
	}

	/**
	 * Asks for leave although the provider failed lately, because no other target gives
	 * any.
	 * @return a permit, or why there is none
	 */
	public Admission insist() {
		return this.provider.insist();
	}

	/**
	 * Calls the model once.
	 * @param request the caller's request
	 * @param permit the leave to do so
	 * @param terms how the call is to go
	 * @param observer who is told how it goes
	 * @return the answer
	 */
	public Mono<Answer> call(ChatRequest request, Permit permit, CallTerms terms, AnswerObserver observer) {
		List<String> dropped = List.of();
		if (hasUnsupportedTemperature(request)) {
			if (this.unsupported == UnsupportedParameters.REJECT) {
				return observer
					.refused(new InvalidRequest("The model '" + request.model() + "' does not take a temperature",
							"unsupported_parameter", TEMPERATURE));
			}
			dropped = List.of(TEMPERATURE);
			observer.dropped(dropped);
		}
		return this.provider.call(new UpstreamRequest(request, this.model.name(), parameters(request), dropped,
				this.unsupported, permit, terms), observer);
	}

	/**
	 * A parameter as the provider will see it.
	 * @param request the caller's request, in OpenAI's protocol
	 * @param name the parameter's name
	 * @return its value as JSON, or null if the provider will see none
	 */
	public @Nullable String parameter(ChatRequest request, String name) {
		boolean chat = request.operation() == Operation.CHAT;
		String fixed = chat ? value(this.overrides, name) : null;
		if (fixed != null) {
			return fixed;
		}
		JsonMember given = request.body().member(name);
		if (given != null && given.kind() != JsonKind.NULL) {
			return request.body().text(given);
		}
		return chat ? value(this.defaults, name) : null;
	}

	private static @Nullable String value(List<Parameter> parameters, String name) {
		for (Parameter parameter : parameters) {
			if (parameter.name().equals(name)) {
				return parameter.json();
			}
		}
		return null;
	}

	private boolean hasUnsupportedTemperature(ChatRequest request) {
		return request.temperatureGiven() && this.unsupported != UnsupportedParameters.PASS
				&& this.description.temperatureSupport() == TemperatureSupport.REJECTED;
	}

	private List<Parameter> parameters(ChatRequest request) {
		if (request.operation() == Operation.COUNT_TOKENS || request.operation() == Operation.EMBEDDINGS) {
			return List.of();
		}
		List<Parameter> parameters = new ArrayList<>(4);
		if (!request.temperatureGiven()) {
			String temperature = temperature(request.task());
			if (temperature != null) {
				parameters.add(new Parameter(TEMPERATURE, temperature));
			}
		}
		if (request.operation() == Operation.CHAT) {
			for (Parameter parameter : this.defaults) {
				JsonMember given = request.body().member(parameter.name());
				if (given == null || given.kind() == JsonKind.NULL) {
					parameters.add(parameter);
				}
			}
			parameters.addAll(this.overrides);
		}
		return parameters;
	}

	private @Nullable String temperature(@Nullable Task task) {
		String ofTask = (task != null) ? this.taskTemperatures.get(task) : null;
		return (ofTask != null) ? ofTask : this.temperature;
	}

}
