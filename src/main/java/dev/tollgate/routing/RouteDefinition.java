package dev.tollgate.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.provider.UnsupportedParameters;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A name that callers may use for a model, as it is configured.
 *
 * @param name what callers write as the model
 * @param strategy which of the targets of a group is tried first
 * @param targets the models that may serve it
 * @param defaults parameters that are set where the caller gave none
 * @param overrides parameters that are set whatever the caller gave
 * @param unsupportedParameters what becomes of a caller's parameters that the model does
 * not take
 * @param deadline how long a request may take in all; null for no limit but the timeouts
 * @param attempts how many calls a request may take in all, the first included
 * @param resume what becomes of a streamed answer that is cut
 * @param timeouts how long the parts of a call may take; null for the provider's own
 * @param policies the names of what is done to the words of requests and answers, the
 * first being the caller's next
 */
record RouteDefinition(@NotBlank String name, @DefaultValue("ordered") Strategy strategy,
		@DefaultValue @Size(min = 1) List<@Valid Target> targets, @DefaultValue Map<String, Object> defaults,
		@DefaultValue Map<String, Object> overrides, @DefaultValue("pass") UnsupportedParameters unsupportedParameters,
		@Nullable @DurationMin(millis = 1) Duration deadline, @DefaultValue("3") @Min(1) @Max(10) int attempts,
		@DefaultValue("off") Resume resume, @Nullable @Valid ProviderTimeouts timeouts,
		@DefaultValue List<@NotBlank String> policies) {

	private static final Set<String> RESERVED = Set.of("model", "messages", "prompt", "stream", "stream_options");

	RouteDefinition {
		defaults = ParameterValues.typed(defaults);
		overrides = ParameterValues.typed(overrides);
		check(name, defaults);
		check(name, overrides);
		checkTargets(name, targets);
	}

	private static void checkTargets(String name, List<Target> targets) {
		if (targets.isEmpty()) {
			// which the validation tells
			return;
		}
		if (targets.stream().filter((target) -> target.group() != null).count() % targets.size() != 0) {
			throw new InvalidConfigurationException("tollgate.routes",
					"of the targets of the route '" + name + "' either all or none must have a group");
		}
		if (targets.stream().allMatch((target) -> target.weight() == 0)) {
			throw new InvalidConfigurationException("tollgate.routes",
					"one target at least of the route '" + name + "' must have a weight above 0");
		}
		if (targets.stream().map((target) -> target.provider() + "/" + target.model()).distinct().count() < targets
			.size()) {
			throw new InvalidConfigurationException("tollgate.routes",
					"the route '" + name + "' has the same target twice");
		}
	}

	private static void check(String name, Map<String, Object> parameters) {
		for (String reserved : RESERVED) {
			if (parameters.containsKey(reserved)) {
				throw new InvalidConfigurationException("tollgate.routes",
						"the route '" + name + "' must not set '" + reserved + "', which is the caller's");
			}
		}
		Object temperature = parameters.getOrDefault("temperature", 0);
		if (!(temperature instanceof Number number) || number.doubleValue() < 0 || number.doubleValue() > 2) {
			throw new InvalidConfigurationException("tollgate.routes",
					"the temperature of the route '" + name + "' must be a number from 0 to 2");
		}
	}

	/** What serves a model under its own name. */
	static RouteDefinition to(UpstreamModel model) {
		return new RouteDefinition(model.toString(), Strategy.ORDERED,
				List.of(new Target(model.provider(), model.name(), 1, null)), Map.of(), Map.of(),
				UnsupportedParameters.PASS, null, 3, Resume.OFF, null, List.of());
	}

	/**
	 * A model at a provider.
	 *
	 * @param provider the provider's name
	 * @param model the model's name there
	 * @param weight how often it is chosen, compared with others of its group; 0 for
	 * never
	 * @param group the targets of the lowest group are tried first; without groups, each
	 * target of an ordered route is a group of its own, in the order of the list, and all
	 * of another route are one
	 */
	record Target(@NotBlank String provider, @NotBlank @Pattern(regexp = "[A-Za-z0-9._-]+") String model,
			@DefaultValue("1") @Min(0) @Max(1_000_000) int weight, @Nullable Integer group) {
	}

}
