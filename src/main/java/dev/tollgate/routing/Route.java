package dev.tollgate.routing;

import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.provider.ProviderTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * What serves a model name: the targets that may, and how far the gateway goes to get an
 * answer from them.
 */
public final class Route {

	private final RouteDefinition definition;

	private final String name;

	private final boolean alias;

	private final List<Target> targets;

	Route(RouteDefinition definition, List<Target> targets) {
		this.definition = definition;
		this.targets = List.copyOf(targets);
		Target first = this.targets.getFirst();
		this.alias = this.targets.size() > 1 || !definition.name().equals(first.model().toString());
		this.name = this.alias ? definition.name() : first.model().provider() + "/" + first.modelLabel();
	}

	/**
	 * The name of the route in metrics and reports.
	 * @return an alias, or the model's qualified name; never a caller's own text
	 */
	public String name() {
		return this.name;
	}

	/** Whether the name is not the model's own. */
	boolean isAlias() {
		return this.alias;
	}

	/**
	 * The target that serves the name where nothing speaks against it.
	 * @return the first target
	 */
	public Target first() {
		return this.targets.getFirst();
	}

	/**
	 * What callers may know of what serves them.
	 * @return the description
	 */
	public ModelDescription description() {
		return first().description();
	}

	/**
	 * The targets for a request, in the order in which they are to be tried.
	 * @param request the request
	 * @return one target at least
	 */
	public List<Target> targets(ChatRequest request) {
		return this.targets;
	}

	/**
	 * How many calls a request may take in all.
	 * @return the number of attempts, the first included
	 */
	public int attempts() {
		return this.definition.attempts();
	}

	/**
	 * How long a request may take in all, the end of a stream included.
	 * @return the deadline, or null if only the timeouts of the provider limit it
	 */
	public @Nullable Duration deadline() {
		return this.definition.deadline();
	}

	/**
	 * What the timeouts of a call are in place of the provider's.
	 * @return the timeouts, or null for the provider's own
	 */
	public @Nullable ProviderTimeouts timeouts() {
		return this.definition.timeouts();
	}

	/**
	 * What becomes of a streamed answer that is cut.
	 * @return what is tried
	 */
	public Resume resume() {
		return this.definition.resume();
	}

}
