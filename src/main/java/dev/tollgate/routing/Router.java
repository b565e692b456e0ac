package dev.tollgate.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.Providers;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds what serves a model name: a route of that name, a known model or a snapshot of
 * one, by its bare or its qualified name, or, qualified by its provider, any model.
 */
@Component
public final class Router {

	private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

	private final Map<String, Route> routes = new LinkedHashMap<>();

	private final Map<String, Route> listed = new LinkedHashMap<>();

	private final Providers providers;

	private final ModelCatalog catalog;

	private final PriceBook prices;

	Router(ModelCatalog catalog, CatalogProperties builtIn, RoutesProperties configured, Providers providers,
			PriceBook prices) {
		this.catalog = catalog;
		this.providers = providers;
		this.prices = prices;
		Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
		builtIn.routes().forEach((route) -> definitions.put(route.name(), route));
		Set<String> names = new HashSet<>();
		for (RouteDefinition route : configured.routes()) {
			if (!names.add(route.name())) {
				throw new InvalidConfigurationException("tollgate.routes",
						"the route '" + route.name() + "' is there twice");
			}
			definitions.put(route.name(), route);
		}
		definitions.values().forEach(this::add);
		// the name of a model that is gone may come with its provider, too
		builtIn.routes().forEach((route) -> qualify(route.name()));
		catalog.models().forEach(this::add);
	}

	private void add(RouteDefinition definition) {
		List<Target> targets = new ArrayList<>();
		for (RouteDefinition.Target target : definition.targets()) {
			ChatProvider provider = this.providers.find(target.provider());
			if (provider != null) {
				UpstreamModel model = new UpstreamModel(target.provider(), target.model());
				ModelDescription description = this.catalog.describe(definition.name(), model, provider.type(),
						definition.defaults().get("temperature"));
				targets.add(new Target(definition, target, provider, description, model.name()));
			}
			else if (!this.providers.knows(target.provider())) {
				throw new InvalidConfigurationException("tollgate.routes", "the route '" + definition.name()
						+ "' goes to the provider '" + target.provider() + "', which is not configured");
			}
		}
		if (!targets.isEmpty()) {
			Route route = new Route(definition, targets);
			this.routes.put(definition.name(), route);
			this.listed.put(definition.name(), route);
		}
	}

	private void qualify(String name) {
		Route route = this.routes.get(name);
		if (route != null) {
			this.routes.putIfAbsent(route.first().model().provider() + "/" + name, route);
		}
	}

	private void add(CatalogProperties.Model known) {
		UpstreamModel model = known.model();
		ChatProvider provider = this.providers.find(model.provider());
		if (provider == null || this.routes.containsKey(known.name())) {
			return;
		}
		Route route = direct(model, provider, model.name());
		this.routes.put(known.name(), route);
		if (this.routes.putIfAbsent(model.name(), route) == null) {
			this.listed.put(model.name(), route);
		}
	}

	private Route direct(UpstreamModel model, ChatProvider provider, String label) {
		ModelDescription description = this.catalog.describe(model.name(), model, provider.type(), null);
		RouteDefinition definition = RouteDefinition.to(model);
		return new Route(definition,
				List.of(new Target(definition, definition.targets().getFirst(), provider, description, label)));
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

	/** Snapshots, and models that are newer than this gateway. */
	private Route unlisted(String name) {
		int slash = name.indexOf('/');
		UpstreamModel model = (slash > 0) ? new UpstreamModel(name.substring(0, slash), name.substring(slash + 1))
				: snapshot(name);
		ChatProvider provider = this.providers.find(model.provider());
		if (provider == null || !MODEL_NAME.matcher(model.name()).matches()) {
			throw new UnknownModel(name);
		}
		String named = label(model);
		String label = (named != null) ? named : label(new UpstreamModel(provider.type(), model.name()));
		return direct(model, provider, (label != null) ? label : "other");
	}

	/** Of what callers may write, labels take only what the lists have. */
	private @Nullable String label(UpstreamModel model) {
		if (this.prices.inForce().models().contains(model)) {
			return model.name();
		}
		UpstreamModel base = model.withoutSnapshot();
		boolean known = this.prices.inForce().models().contains(base) || this.routes.containsKey(base.toString());
		return known ? base.name() : null;
	}

	private UpstreamModel snapshot(String name) {
		Route route = this.routes.get(new UpstreamModel("", name).withoutSnapshot().name());
		if (route == null || route.isAlias()) {
			throw new UnknownModel(name);
		}
		return route.first().model().withName(name);
	}

	/**
	 * The names that can be called.
	 * @return one description a name
	 */
	public Collection<ModelDescription> models() {
		return this.listed.values().stream().map(Route::description).toList();
	}

	/**
	 * Describes a name that can be called.
	 * @param name the model as a caller would name it
	 * @return the description
	 * @throws UnknownModel if there is no such name
	 */
	public ModelDescription describe(String name) {
		return route(name).description();
	}

}
