package dev.tollgate.routing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.ModelKind;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.Providers;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Makes routing tables of what is configured.
 */
@Component
final class RouteTables {

	private final ModelCatalog catalog;

	private final Providers providers;

	private final Speeds speeds;

	private final PriceBook prices;

	private final PolicyNames policies;

	private final Clock clock;

	RouteTables(ModelCatalog catalog, Providers providers, Speeds speeds, PriceBook prices, PolicyNames policies,
			Clock clock) {
		this.policies = policies;
		this.catalog = catalog;
		this.providers = providers;
		this.speeds = speeds;
		this.prices = prices;
		this.clock = clock;
	}

	/**
	 * Makes a table.
	 * @param builtIn the routes that the gateway comes with
	 * @param configured the routes of this installation
	 * @throws InvalidConfigurationException if they are not sound
	 */
	RouteTable table(List<RouteDefinition> builtIn, List<RouteDefinition> configured) {
		RouteTable table = new RouteTable();
		definitions(builtIn, configured).forEach((definition) -> add(table, definition));
		// the name of a model that is gone may come with its provider, too
		builtIn.forEach((route) -> qualify(table, route.name()));
		this.catalog.models().forEach((model) -> add(table, model));
		return table;
	}

	private static Iterable<RouteDefinition> definitions(List<RouteDefinition> builtIn,
			List<RouteDefinition> configured) {
		Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
		builtIn.forEach((route) -> definitions.put(route.name(), route));
		Set<String> names = new HashSet<>();
		for (RouteDefinition route : configured) {
			if (!names.add(route.name())) {
				throw new InvalidConfigurationException("tollgate.routes",
						"the route '" + route.name() + "' is there twice");
			}
			definitions.put(route.name(), route);
		}
		return definitions.values();
	}

	private void add(RouteTable table, RouteDefinition definition) {
		for (String policy : definition.policies()) {
			if (!this.policies.contains(policy)) {
				throw new InvalidConfigurationException("tollgate.routes",
						"the route '" + definition.name() + "' names the policy '" + policy + "', which there is not");
			}
		}
		List<Target> targets = new ArrayList<>();
		for (RouteDefinition.Target target : definition.targets()) {
			ChatProvider provider = this.providers.find(target.provider());
			if (provider != null) {
				targets.add(target(definition, target, provider));
			}
			else if (!this.providers.knows(target.provider())) {
				throw new InvalidConfigurationException("tollgate.routes", "the route '" + definition.name()
						+ "' goes to the provider '" + target.provider() + "', which is not configured");
			}
		}
		checkEmbeddings(definition, targets);
		// without the targets of providers that are off, none may be left that is chosen
		if (targets.stream().anyMatch((target) -> target.weight() > 0)) {
			table.list(definition.name(), route(definition, targets));
		}
	}

	/**
	 * The vectors of two models cannot be compared, so that none may stand in for
	 * another.
	 */
	private static void checkEmbeddings(RouteDefinition definition, List<Target> targets) {
		boolean any = targets.stream().anyMatch((target) -> target.description().kind() == ModelKind.EMBEDDING);
		boolean mixed = targets.stream()
			.filter((target) -> target.description().kind() != null)
			.map((target) -> target.model().name())
			.distinct()
			.count() > 1;
		if (any && mixed) {
			throw new InvalidConfigurationException("tollgate.routes", "the targets of the route '" + definition.name()
					+ "' make embeddings of different models, which cannot be compared");
		}
	}

	private Target target(RouteDefinition definition, RouteDefinition.Target target, ChatProvider provider) {
		UpstreamModel model = new UpstreamModel(target.provider(), target.model());
		ModelDescription description = this.catalog.describe(definition.name(), model, provider.type(),
				definition.defaults().get("temperature"));
		return new Target(definition, target, provider, description, model.name(),
				this.catalog.abilities(model, provider.type()), this.speeds.of(model));
	}

	private Route route(RouteDefinition definition, List<Target> targets) {
		if (targets.size() == 1) {
			return new Route(definition, targets.getFirst());
		}
		Preference preference = switch (definition.strategy()) {
			case ORDERED, WEIGHTED -> new ByWeight((bound) -> ThreadLocalRandom.current().nextLong(bound));
			case CHEAPEST_NOW -> new ByPrice(this.prices);
			case FASTEST -> new BySpeed();
		};
		return new Route(definition, targets, new TargetChoice(definition, targets, preference, this.clock));
	}

	private static void qualify(RouteTable table, String name) {
		Route route = table.find(name);
		if (route != null) {
			table.addIfAbsent(route.first().model().provider() + "/" + name, route);
		}
	}

	private void add(RouteTable table, CatalogProperties.Model known) {
		UpstreamModel model = known.model();
		ChatProvider provider = this.providers.find(model.provider());
		if (provider == null || table.contains(known.name())) {
			return;
		}
		Route route = direct(model, provider, model.name(), this.speeds.of(model));
		table.addIfAbsent(known.name(), route);
		if (!table.contains(model.name())) {
			table.list(model.name(), route);
		}
	}

	/** The route of a model under its own name that is in no table. */
	Route unlisted(UpstreamModel model, ChatProvider provider, String label) {
		return direct(model, provider, label, null);
	}

	private Route direct(UpstreamModel model, ChatProvider provider, String label, @Nullable Speed speed) {
		ModelDescription description = this.catalog.describe(model.name(), model, provider.type(), null);
		RouteDefinition definition = RouteDefinition.to(model);
		// a single target is never checked: what it lacks need not be looked up
		return new Route(definition, new Target(definition, definition.targets().getFirst(), provider, description,
				label, Abilities.UNKNOWN, speed));
	}

}
