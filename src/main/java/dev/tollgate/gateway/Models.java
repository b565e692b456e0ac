package dev.tollgate.gateway;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.keys.Caller;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Router;

import org.springframework.stereotype.Component;

/**
 * The models that a caller may call.
 */
@Component
public final class Models {

	private final Router router;

	Models(Router router) {
		this.router = router;
	}

	/**
	 * Lists the names that the caller may use.
	 * @param caller who asks
	 * @return one description a name
	 */
	public Collection<ModelDescription> all(Caller caller) {
		Set<String> allowed = caller.allowance().models();
		if (allowed.isEmpty()) {
			return this.router.models();
		}
		return this.router.models()
			.stream()
			.filter((model) -> isAllowed(allowed, model.id(), this.router.route(model.id())))
			.toList();
	}

	/**
	 * Describes a model.
	 * @param caller who asks
	 * @param name the model as the caller names it
	 * @return the description
	 * @throws UnknownModel if there is none that the caller may call
	 */
	public ModelDescription one(Caller caller, String name) {
		return route(caller, name).description();
	}

	/**
	 * Finds what serves a call. A model that the caller may not call is as unknown to it
	 * as one that there is not.
	 */
	Route route(Caller caller, String name) {
		Route route = this.router.route(name);
		Set<String> allowed = caller.allowance().models();
		if (!allowed.isEmpty() && !isAllowed(allowed, name, route)) {
			throw new UnknownModel(name);
		}
		return route;
	}

	private boolean isAllowed(Set<String> allowed, String name, Route route) {
		return allowed.contains(name) || allowed.stream().anyMatch((entry) -> this.router.allows(entry, route));
	}

	/**
	 * A model to try.
	 * @return a name that can be called, if any can
	 */
	public String example() {
		List<String> names = this.router.models().stream().map(ModelDescription::id).toList();
		return Stream.of("deepseek-chat", "gpt-4o-mini", "gemini-2.5-flash")
			.filter(names::contains)
			.findFirst()
			.orElse(names.isEmpty() ? "MODEL" : names.getFirst());
	}

}
