package dev.tollgate.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The routes in force. Built once, then only read.
 */
final class RouteTable {

	private final Map<String, Route> routes = new LinkedHashMap<>();

	private final Map<String, Route> listed = new LinkedHashMap<>();

	/** Adds a route that callers see in the list of models. */
	void list(String name, Route route) {
		this.routes.put(name, route);
		this.listed.put(name, route);
	}

	/** Adds a further name of a route, unless the name is taken. */
	boolean addIfAbsent(String name, Route route) {
		return this.routes.putIfAbsent(name, route) == null;
	}

	boolean contains(String name) {
		return this.routes.containsKey(name);
	}

	@Nullable Route find(String name) {
		return this.routes.get(name);
	}

	Collection<Route> listed() {
		return this.listed.values();
	}

	Collection<Route> all() {
		return this.routes.values();
	}

}
