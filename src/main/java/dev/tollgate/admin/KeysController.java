package dev.tollgate.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.KeyAdministration;
import dev.tollgate.limits.Limits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * The keys of callers: made, listed, changed, revoked.
 */
@RestController
class KeysController {

	private static final Log logger = LogFactory.getLog(KeysController.class);

	private static final Set<String> LIST = Set.of("team", "limit", "cursor");

	private final KeyAdministration keys;

	private final Limits limits;

	private final Clock clock;

	KeysController(KeyAdministration keys, Limits limits, Clock clock) {
		this.keys = keys;
		this.limits = limits;
		this.clock = clock;
	}

	@PostMapping("/admin/keys")
	Mono<Void> create(Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange, HttpStatus.CREATED,
				Form.read(exchange, KeyForm.KEY)
					.flatMap((form) -> this.keys.create(KeyForm.name(form, ApiKey.ADMINISTRATOR),
							KeyForm.settings(form, KeyForm.NOTHING)))
					.doOnNext((issued) -> say("made", issued.key(), administrator))
					.flatMap((issued) -> view(issued.key(), issued.secret())));
	}

	private static void say(String what, ApiKey key, Administrator administrator) {
		logger
			.info("The key '" + key.name() + "' (" + key.id() + ") was " + what + " by '" + administrator.key() + "'");
	}

	private Mono<KeyView> view(ApiKey key, @Nullable String secret) {
		return views(List.of(key), secret).map(List::getFirst);
	}

	private Mono<List<KeyView>> views(List<ApiKey> keys, @Nullable String secret) {
		Instant now = this.clock.instant();
		return Budgeted.views(this.limits, keys, ApiKey::budget, (key, budget) -> KeyView.of(key, secret, budget, now));
	}

	@GetMapping("/admin/keys")
	Mono<Void> list(Administrator administrator, ServerWebExchange exchange) {
		Parameters parameters = Parameters.of(exchange, LIST);
		return ReportWriter.json(exchange,
				this.keys.keys(parameters.text("team"), Listing.limit(parameters), Listing.cursor(parameters))
					.flatMap((page) -> views(page.items(), null).map((views) -> Listing.of(page, views))));
	}

	@GetMapping("/admin/keys/{id}")
	Mono<Void> one(@PathVariable String id, Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange, this.keys.key(id).flatMap((key) -> view(key, null)));
	}

	@PatchMapping("/admin/keys/{id}")
	Mono<Void> change(@PathVariable String id, Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange,
				Form.read(exchange, KeyForm.KEY)
					.flatMap((form) -> this.keys.key(id)
						.doOnNext((key) -> KeyForm.checkName(form, key.name()))
						.then(this.keys.change(id, (before) -> KeyForm.settings(form, before))))
					.doOnNext((key) -> say("changed", key, administrator))
					.flatMap((key) -> view(key, null)));
	}

	@DeleteMapping("/admin/keys/{id}")
	Mono<Void> revoke(@PathVariable String id, Administrator administrator, ServerWebExchange exchange) {
		return ReportWriter.json(exchange,
				this.keys.revoke(id)
					.doOnNext((key) -> say("revoked", key, administrator))
					.flatMap((key) -> view(key, null)));
	}

}
