package dev.tollgate.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.ModelKind;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.routing.RouteExplanation.Considered;
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

	private final Target first;

	/** What all targets are made for, as far as it is known. */
	private final @Nullable ModelKind kind;

	/** Null for a single target, among which there is nothing to choose. */
	private final @Nullable TargetChoice choice;

	Route(RouteDefinition definition, Target target) {
		this(definition, List.of(target), null);
	}

	/**
	 * Creates a route.
	 * @param definition the route as it is configured
	 * @param targets the targets of providers that are switched on, one at least
	 * @param choice chooses among them, or null to take them in their order
	 */
	Route(RouteDefinition definition, List<Target> targets, @Nullable TargetChoice choice) {
		this.definition = definition;
		this.choice = choice;
		this.targets = (choice != null) ? choice.all() : List.copyOf(targets);
		this.first = this.targets.stream().filter((target) -> target.weight() > 0).findFirst().orElseThrow();
		this.kind = this.targets.stream()
			.map((target) -> target.description().kind())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		Target first = this.first;
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

	/**
	 * Whether the name is not the model's own.
	 * @return true for a route that is configured or built in
	 */
	public boolean isAlias() {
		return this.alias;
	}

	/**
	 * The target that serves the name where nothing speaks against it.
	 * @return the first target that is ever chosen
	 */
	public Target first() {
		return this.first;
	}

	/**
	 * What callers may know of what serves them.
	 * @return the description
	 */
	public ModelDescription description() {
		return first().description();
	}

	/**
	 * The targets for a request, in the order in which they are to be tried. A single
	 * target is not asked whether it can serve the request: its provider answers for
	 * itself.
	 * @param request the request, whose body is looked at only where the targets differ
	 * @return one target at least
	 * @throws InvalidRequest if it is known that none can serve the request
	 */
	public List<Target> targets(ChatRequest request) {
		check(request);
		return (this.choice != null) ? this.choice.choose(request) : this.targets;
	}

	/**
	 * Makes sure that nobody is asked for what no target is made for.
	 * @param request the request
	 * @throws InvalidRequest if it is known that none can serve such a request
	 */
	public void check(ChatRequest request) {
		if (this.kind == null || this.kind.serves(request.operation())) {
			return;
		}
		String reason = switch (this.kind) {
			case CHAT -> "' does not make embeddings";
			case EMBEDDING -> "' makes embeddings and nothing else: call it at "
					+ ((request.protocol() == Protocol.GEMINI) ? ":embedContent" : "/v1/embeddings");
		};
		throw new InvalidRequest("The model '" + request.model() + reason, "unsupported_model", "model");
	}

	/**
	 * All targets, in the order of their groups.
	 * @return one target at least
	 */
	public List<Target> targets() {
		return this.targets;
	}

	/**
	 * Which of the targets of a group is tried first.
	 * @return the strategy
	 */
	public Strategy strategy() {
		return this.definition.strategy();
	}

	/** What a request asks of a target, as far as it matters to the choice. */
	Demand demand(ChatRequest request) {
		return (this.choice != null) ? this.choice.demand(request) : RequestReading.demand(request, first(), Set.of());
	}

	/** What would become of a request, without chance. */
	List<Considered> explain(Demand demand, Instant at) {
		return (this.choice != null) ? this.choice.explain(demand, at)
				: List.of(new Considered(first(), 1, "the only target, whatever the request needs"));
	}

	/** As it is configured, to see what a reload changes. */
	RouteDefinition definition() {
		return this.definition;
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

	/**
	 * What is done to the words of requests and answers.
	 * @return the names of policies, the first being the caller's next; mostly none
	 */
	public List<String> policies() {
		return this.definition.policies();
	}

}
