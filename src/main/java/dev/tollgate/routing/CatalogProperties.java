package dev.tollgate.routing;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.tollgate.chat.ModelKind;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The models and routes that the gateway comes with, from {@code models.yml}.
 *
 * @param models what is known of the models
 * @param routes the names that stand for models of other names
 */
@Validated
@ConfigurationProperties("tollgate.catalog")
record CatalogProperties(@DefaultValue List<@Valid Model> models, @DefaultValue List<@Valid RouteDefinition> routes) {

	private static final Set<Capability> MEDIA = EnumSet.of(Capability.IMAGE, Capability.AUDIO, Capability.VIDEO,
			Capability.FILE);

	/**
	 * What is known of a model.
	 *
	 * @param name the model as {@code provider/model}
	 * @param kind what it is made for
	 * @param contextWindow the most tokens of input and output together, if known
	 * @param maxOutputTokens the most tokens of output, if known
	 * @param input the kinds of input that it takes; one that takes pictures takes
	 * documents, too, whose pages it is shown
	 * @param tools whether it calls functions, if known
	 * @param jsonSchema whether its answers follow a JSON schema, if known
	 * @param prefix whether it goes on with the beginning of an answer, as DeepSeek's
	 * chat prefix completion does
	 * @param temperature what it makes of a temperature
	 * @param defaultTemperature the temperature it gets where neither the caller nor a
	 * task nor a route names one, if it has one of its own
	 */
	record Model(@NotNull @Pattern(regexp = "[a-z0-9.-]+/[A-Za-z0-9._-]+") String name,
			@DefaultValue("chat") ModelKind kind, @Nullable @Positive Integer contextWindow,
			@Nullable @Positive Integer maxOutputTokens,
			@DefaultValue("text") List<@Pattern(regexp = "text|image|audio|video|file") String> input,
			@Nullable Boolean tools, @Nullable Boolean jsonSchema, @DefaultValue("false") boolean prefix,
			@DefaultValue("accepted") TemperatureSupport temperature, @Nullable Double defaultTemperature) {

		UpstreamModel model() {
			int slash = this.name.indexOf('/');
			return new UpstreamModel(this.name.substring(0, slash), this.name.substring(slash + 1));
		}

		Abilities abilities() {
			Set<Capability> lacks = EnumSet.noneOf(Capability.class);
			for (Capability medium : MEDIA) {
				if (!this.input.contains(medium.label())) {
					lacks.add(medium);
				}
			}
			if (this.input.contains("image")) {
				lacks.remove(Capability.FILE);
			}
			if (Boolean.FALSE.equals(this.tools)) {
				lacks.add(Capability.TOOLS);
			}
			if (Boolean.FALSE.equals(this.jsonSchema)) {
				lacks.add(Capability.JSON_SCHEMA);
			}
			// of an embedding model the window is that of each text, not of the request
			return new Abilities(lacks, (this.kind == ModelKind.CHAT) ? this.contextWindow : null, this.prefix);
		}

	}

}
