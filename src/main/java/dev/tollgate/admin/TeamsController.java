package dev.tollgate.admin;

import java.util.List;
import java.util.Set;

import dev.tollgate.keys.KeyAdministration;
import dev.tollgate.keys.Team;
import dev.tollgate.limits.Limits;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * The teams whose keys share a budget: made, listed, changed.
 */
@RestController
class TeamsController {

	private static final Set<String> LIST = Set.of("limit", "cursor");

	private final KeyAdministration keys;

	private final Limits limits;

	TeamsController(KeyAdministration keys, Limits limits) {
		this.keys = keys;
		this.limits = limits;
	}

	@PostMapping("/admin/teams")
	Mono<Void> create(Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange, HttpStatus.CREATED,
				Form.read(exchange, KeyForm.TEAM)
					.flatMap((form) -> this.keys.createTeam(KeyForm.name(form, Team.NONE), KeyForm.budget(form, null)))
					.flatMap(this::view));
	}

	private Mono<TeamView> view(Team team) {
		return views(List.of(team)).map(List::getFirst);
	}

	private Mono<List<TeamView>> views(List<Team> teams) {
		return Budgeted.views(this.limits, teams, Team::budget, TeamView::of);
	}

	@GetMapping("/admin/teams")
	Mono<Void> list(Administrator administrator, ServerWebExchange exchange) {
		Parameters parameters = Parameters.of(exchange, LIST);
		return ReportWriter.json(exchange, this.keys.teams(Listing.limit(parameters), Listing.cursor(parameters))
			.flatMap((page) -> views(page.items()).map((views) -> Listing.of(page, views))));
	}

	/** By its id, or by its name. */
	@GetMapping("/admin/teams/{team}")
	Mono<Void> one(@PathVariable String team, Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange, this.keys.team(team).flatMap(this::view));
	}

	@PatchMapping("/admin/teams/{team}")
	Mono<Void> change(@PathVariable String team, Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange,
				Form.read(exchange, KeyForm.TEAM)
					.flatMap((form) -> this.keys.team(team)
						.doOnNext((found) -> KeyForm.checkName(form, found.name()))
						.then(this.keys.changeTeam(team, (before) -> KeyForm.budget(form, before))))
					.flatMap(this::view));
	}

}
