package dev.tollgate.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.tollgate.chat.ChatRequest;
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

	/** Behind a provider's name. */
	private static final String ANY_MODEL = "/*";

	private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

	private final RouteTables tables;

	private final Speeds speeds;

	private final Providers providers;

	private final PriceBook prices;

	private final Clock clock;

	private volatile RouteTable table;

	Router(RouteTables tables, Speeds speeds, CatalogProperties builtIn, RoutesProperties configured,
			Providers providers, PriceBook prices, Clock clock) {
		this.tables = tables;
		this.speeds = speeds;
		this.providers = providers;
		this.prices = prices;
		this.clock = clock;
		this.table = tables.table(builtIn.routes(), configured.routes());
	}

	/**
	 * Puts other routes in place of those in force; calls under way keep theirs.
	 * @param builtIn the routes that the gateway comes with
	 * @param configured the routes of this installation
	 * @return what changed
	 * @throws InvalidConfigurationException if they are not sound: the old ones stay
	 */
	RoutesChange replace(List<RouteDefinition> builtIn, List<RouteDefinition> configured) {
		RouteTable before = this.table;
		RouteTable next = this.tables.table(builtIn, configured);
		this.table = next;
		this.speeds.retain(next.all()
			.stream()
			.flatMap((route) -> route.targets().stream())
			.map(Target::model)
			.collect(Collectors.toSet()));
		return RoutesChange.between(before, next);
	}

	/**
	 * Finds the route of a call.
	 * @param name the model as the caller named it
	 * @return the route
	 * @throws UnknownModel if there is none
	 */
	public Route route(String name) {
		Route route = this.table.find(name);
		return (route != null) ? route : unlisted(name);
	}

	/** Snapshots, and models that are newer than this gateway. */
	private Route unlisted(String name) {
		UpstreamModel model = unlistedModel(name);
		ChatProvider provider = (model != null) ? this.providers.find(model.provider()) : null;
		if (model == null || provider == null || !MODEL_NAME.matcher(model.name()).matches()) {
			throw new UnknownModel(name);
		}
		String named = label(model);
		String label = (named != null) ? named : label(new UpstreamModel(provider.type(), model.name()));
		return this.tables.unlisted(model, provider, (label != null) ? label : "other");
	}

	/** Of what callers may write, labels take only what the lists have. */
	private @Nullable String label(UpstreamModel model) {
		if (this.prices.inForce().models().contains(model)) {
			return model.name();
		}
		UpstreamModel base = model.withoutSnapshot();
		boolean known = this.prices.inForce().models().contains(base) || this.table.contains(base.toString());
		return known ? base.name() : null;
	}

	/**
	 * Whether a name that a key may use allows a route: the route itself; the model, be
	 * it named with its provider or without, and its snapshots; or {@code provider/*} for
	 * a route that goes nowhere else.
	 * @param name the name, which need not stand for anything
	 * @param route the route
	 * @return true if whoever may use the name may use the route
	 */
	public boolean allows(String name, Route route) {
		if (name.endsWith(ANY_MODEL)) {
			String provider = name.substring(0, name.length() - ANY_MODEL.length());
			return route.targets().stream().allMatch((target) -> target.model().provider().equals(provider));
		}
		Route named = this.table.find(name);
		if (named == route) {
			return true;
		}
		if (route.isAlias() || (named != null && named.isAlias())) {
			return false;
		}
		UpstreamModel allowed = (named != null) ? named.first().model() : unlistedModel(name);
		UpstreamModel model = route.first().model();
		return model.equals(allowed) || model.withoutSnapshot().equals(allowed);
	}

	private @Nullable UpstreamModel unlistedModel(String name) {
		int slash = name.indexOf('/');
		if (slash > 0) {
			return new UpstreamModel(name.substring(0, slash), name.substring(slash + 1));
		}
		Route base = this.table.find(new UpstreamModel("", name).withoutSnapshot().name());
		return (base != null && !base.isAlias()) ? base.first().model().withName(name) : null;
	}

	/**
	 * The names that can be called.
	 * @return one description a name
	 */
	public Collection<ModelDescription> models() {
		return this.table.listed().stream().map(Route::description).toList();
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

	/**
	 * The routes that are configured or built in; a model's own name is none of them.
	 * @return the routes in the order of the configuration, built-in ones first
	 */
	public List<Route> routes() {
		return this.table.listed().stream().filter(Route::isAlias).toList();
	}

	/**
	 * What is going on with the providers that are switched on. To ask changes nothing.
	 * @return their health, in the order of the configuration
	 */
	public List<ProviderHealth> providers() {
		return this.providers.states()
			.stream()
			.map((state) -> ProviderHealth.of(state, this.speeds.firstTokens(state.name())))
			.toList();
	}

	/**
	 * Says which target a request would get, and calls nobody.
	 * @param request the request
	 * @param at when the call would be, or null for now
	 * @return the explanation
	 * @throws UnknownModel if there is no such model
	 */
	public RouteExplanation explain(ChatRequest request, @Nullable Instant at) {
		Route route = route(request.model());
		return explain(request.model(), route, route.demand(request), at);
	}

	/**
	 * Says which target a request of some kind would get, and calls nobody.
	 * @param name the model as a caller would name it
	 * @param demand what the request asks
	 * @param at when the call would be, or null for now
	 * @return the explanation
	 * @throws UnknownModel if there is no such model
	 */
	public RouteExplanation explain(String name, Demand demand, @Nullable Instant at) {
		return explain(name, route(name), demand, at);
	}

	private RouteExplanation explain(String name, Route route, Demand demand, @Nullable Instant at) {
		Instant when = (at != null) ? at : this.clock.instant();
		return new RouteExplanation(name, route, when, at == null, demand, route.explain(demand, when));
	}

}
