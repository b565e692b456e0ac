package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;

import dev.tollgate.routing.Capability;
import dev.tollgate.routing.Demand;
import dev.tollgate.routing.RouteExplanation;
import dev.tollgate.routing.RouteExplanation.Considered;
import dev.tollgate.routing.Target;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Which target a request would get, and why, as administrators see it.
 */
@JsonNaming(SnakeCaseStrategy.class)
record ExplanationView(String model, Instant at, String route, String strategy, DemandView demand,
		@Nullable TakenView taken, List<ConsideredView> targets) {

	static ExplanationView of(RouteExplanation explanation) {
		Target taken = explanation.taken();
		return new ExplanationView(explanation.model(), explanation.at(), explanation.route().name(),
				explanation.route().strategy().label(), DemandView.of(explanation.demand()),
				(taken != null) ? new TakenView(taken.model().provider(), taken.model().name()) : null,
				explanation.targets().stream().map(ConsideredView::of).toList());
	}

	/** What the request asks. */
	@JsonNaming(SnakeCaseStrategy.class)
	record DemandView(List<String> needs, long inputTokens, @Nullable Long maxTokens) {

		static DemandView of(Demand demand) {
			return new DemandView(demand.needs().stream().sorted().map(Capability::label).toList(), demand.input(),
					demand.output());
		}

	}

	/** The target that would be tried first. */
	@JsonNaming(SnakeCaseStrategy.class)
	record TakenView(String provider, String model) {
	}

	/** What speaks for or against a target. */
	@JsonNaming(SnakeCaseStrategy.class)
	record ConsideredView(String provider, String model, @Nullable Integer group, int weight, @Nullable Integer rank,
			boolean eligible, String state, String reason) {

		static ConsideredView of(Considered considered) {
			Target target = considered.target();
			return new ConsideredView(target.model().provider(), target.model().name(), target.group(), target.weight(),
					considered.rank(), considered.eligible(), target.state(), considered.reason());
		}

	}

}
