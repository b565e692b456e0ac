package dev.tollgate.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Temperature;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.Providers;
import dev.tollgate.routing.RouteDefinition.Target;
import dev.tollgate.routing.RouteDefinition.UnsupportedParameters;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds what serves a model name: a route of that name, a known model by its bare or its
 * qualified name, or, qualified by its provider, any model at all.
 */
@Component
public final class Router {

	private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

	private final Map<String, Route> routes = new LinkedHashMap<>();

	private final Map<String, ModelDescription> descriptions = new LinkedHashMap<>();

	private final Map<String, CatalogProperties.Model> catalog = new LinkedHashMap<>();

	private final Providers providers;

	private final TemperatureDefaults temperatures;

	private final PriceList prices;

	Router(CatalogProperties catalog, RoutesProperties configured, Providers providers,
			TemperatureDefaults temperatures, PriceList prices) {
		this.providers = providers;
		this.temperatures = temperatures;
		this.prices = prices;
		catalog.models().forEach((model) -> this.catalog.put(model.name(), model));
		Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
		catalog.routes().forEach((route) -> definitions.put(route.name(), route));
		configured.routes().forEach((route) -> definitions.put(route.name(), route));
		definitions.values().forEach(this::addRoute);
		catalog.models().forEach(this::addModel);
	}

	private void addRoute(RouteDefinition definition) {
		Target target = definition.targets().getFirst();
		ChatProvider provider = this.providers.find(target.provider());
		if (provider == null) {
			return;
		}
		Route route = route(definition, provider, definition.name());
		add(definition.name(), route, definition);
		// a retired name may be written with its provider, too
		this.routes.putIfAbsent(target.provider() + "/" + definition.name(), route);
	}

	private void addModel(CatalogProperties.Model model) {
		ChatProvider provider = this.providers.find(model.provider());
		if (provider == null || this.routes.containsKey(model.name())) {
			return;
		}
		RouteDefinition definition = direct(model.name(), model.provider(), model.bareName());
		Route route = route(definition, provider, model.bareName());
		this.routes.put(model.name(), route);
		if (!this.routes.containsKey(model.bareName())) {
			add(model.bareName(), route, definition);
		}
	}

	private void add(String id, Route route, RouteDefinition definition) {
		this.routes.put(id, route);
		this.descriptions.put(id, describe(id, definition, route.providerType()));
	}

	private Route route(RouteDefinition definition, ChatProvider provider, String id) {
		ModelDescription description = describe(id, definition, provider.type());
		return new Route(definition, provider, description, true);
	}

	private ModelDescription describe(String id, RouteDefinition definition, String providerType) {
		Target target = definition.targets().getFirst();
		UpstreamModel model = new UpstreamModel(target.provider(), target.model());
		CatalogProperties.Model known = known(id, target, providerType);
		Double routed = (definition.defaults().get("temperature") instanceof Number number) ? number.doubleValue()
				: null;
		Double ofModel = (known != null) ? known.defaultTemperature() : null;
		TemperatureSupport support = (known != null) ? known.temperature() : TemperatureSupport.ACCEPTED;
		// of a model that nobody knows, only the operator's own word says that it takes
		// one
		boolean accepted = support == TemperatureSupport.ACCEPTED && (known != null || routed != null);
		Temperature temperature = accepted ? this.temperatures.of(providerType, null, routed, ofModel) : null;
		return new ModelDescription(id, model, (known != null) ? known.contextWindow() : null,
				(known != null) ? known.maxOutputTokens() : null, (known != null) ? known.input() : List.of("text"),
				support, temperature, accepted ? this.temperatures.tasks(providerType) : Map.of());
	}

	/**
	 * What is known under the route's own name goes before what is known of its target.
	 */
	private CatalogProperties.@Nullable Model known(String id, Target target, String providerType) {
		CatalogProperties.Model known = this.catalog.get(target.provider() + "/" + id);
		if (known == null) {
			known = this.catalog.get(target.provider() + "/" + target.model());
		}
		return (known != null) ? known : this.catalog.get(providerType + "/" + target.model());
	}

	/**
	 * Finds the route of a call.
	 * @param name the model as the caller named it
	 * @return the route
	 * @throws UnknownModel if there is none
	 */
	public Route route(String name) {
		Route route = this.routes.get(name);
		return (route != null) ? route : unlisted(name);
	}

	/** A model that is newer than this gateway can be called by its qualified name. */
	private Route unlisted(String name) {
		int slash = name.indexOf('/');
		String model = name.substring(slash + 1);
		ChatProvider provider = (slash > 0) ? this.providers.find(name.substring(0, slash)) : null;
		if (provider == null || !MODEL_NAME.matcher(model).matches()) {
			throw new UnknownModel(name);
		}
		RouteDefinition definition = direct(name, provider.name(), model);
		ModelDescription description = describe(model, definition, provider.type());
		boolean priced = !this.prices.rows(new UpstreamModel(provider.type(), model)).isEmpty();
		return new Route(definition, provider, description, priced);
	}

	private static RouteDefinition direct(String name, String provider, String model) {
		return new RouteDefinition(name, List.of(new Target(provider, model)), Map.of(), Map.of(),
				UnsupportedParameters.PASS);
	}

	/**
	 * The names that can be called.
	 * @return one description a name
	 */
	public Collection<ModelDescription> models() {
		return this.descriptions.values();
	}

	/**
	 * Describes a name that can be called.
	 * @param name the model as a caller would name it
	 * @return the description
	 * @throws UnknownModel if there is no such name
	 */
	public ModelDescription describe(String name) {
		ModelDescription description = this.descriptions.get(name);
		if (description != null) {
			return description;
		}
		Route route = this.routes.get(name);
		if (route == null) {
			throw new UnknownModel(name);
		}
		ModelDescription bare = this.descriptions.get(name.substring(name.indexOf('/') + 1));
		if (bare == null) {
			throw new UnknownModel(name);
		}
		return bare;
	}

}
