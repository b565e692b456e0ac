package dev.tollgate.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.ProviderTimeouts;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A name that callers may use for a model, as it is configured.
 *
 * @param name what callers write as the model
 * @param targets the models that may serve it
 * @param defaults parameters that are set where the caller gave none
 * @param overrides parameters that are set whatever the caller gave
 * @param unsupportedParameters what becomes of a caller's parameters that the model does
 * not take
 * @param deadline how long a request may take in all; null for no limit but the timeouts
 * @param attempts how many calls a request may take in all, the first included
 * @param resume what becomes of a streamed answer that is cut
 * @param timeouts how long the parts of a call may take; null for the provider's own
 */
record RouteDefinition(@NotBlank String name, @Size(min = 1) List<@Valid Target> targets,
		@DefaultValue Map<String, Object> defaults, @DefaultValue Map<String, Object> overrides,
		@DefaultValue("pass") UnsupportedParameters unsupportedParameters, @Nullable Duration deadline,
		@DefaultValue("3") @Min(1) @Max(10) int attempts, @DefaultValue("off") Resume resume,
		@Nullable @Valid ProviderTimeouts timeouts) {

	private static final Set<String> RESERVED = Set.of("model", "messages", "prompt", "stream", "stream_options");

	RouteDefinition {
		defaults = ParameterValues.typed(defaults);
		overrides = ParameterValues.typed(overrides);
		check(name, defaults);
		check(name, overrides);
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
		return new RouteDefinition(model.toString(), List.of(new Target(model.provider(), model.name())), Map.of(),
				Map.of(), UnsupportedParameters.PASS, null, 3, Resume.OFF, null);
	}

	/**
	 * A model at a provider.
	 *
	 * @param provider the provider's name
	 * @param model the model's name there
	 */
	record Target(@NotBlank String provider, @NotBlank @Pattern(regexp = "[A-Za-z0-9._-]+") String model) {
	}

	/** What becomes of parameters that a model does not take. */
	enum UnsupportedParameters {

		/** They are sent, and the provider answers for itself. */
		PASS,

		/** They are left out, and the answer names them. */
		DROP,

		/** The call is refused. */
		REJECT

	}

}
