package dev.tollgate.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.gateway.Estimate;
import dev.tollgate.gateway.Estimates;
import dev.tollgate.gateway.PriceHistory;
import dev.tollgate.gateway.PriceTimeline;
import dev.tollgate.gateway.Prices;
import dev.tollgate.gateway.QuotedPrice;
import dev.tollgate.keys.Caller;
import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * What models cost, and what a call would cost.
 */
@RestController
class PriceController {

	// what calendars can reckon with, and anybody can mean
	private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

	private final Prices prices;

	private final Estimates estimates;

	private final BodyReader bodies;

	PriceController(Prices prices, Estimates estimates, BodyReader bodies) {
		this.prices = prices;
		this.estimates = estimates;
		this.bodies = bodies;
	}

	@GetMapping(path = "/v1/prices", params = "model")
	QuotedPrice one(@RequestParam String model, @RequestParam(required = false) @Nullable String at,
			ServerWebExchange exchange) {
		return this.prices.one(AuthenticationFilter.caller(exchange), model, instant("at", at));
	}

	@GetMapping(path = "/v1/prices", params = "!model")
	QuotedPrices all(@RequestParam(required = false) @Nullable String at, ServerWebExchange exchange) {
		return new QuotedPrices(this.prices.all(AuthenticationFilter.caller(exchange), instant("at", at)), null);
	}

	@GetMapping("/v1/prices/timeline")
	PriceTimeline timeline(@RequestParam(required = false) @Nullable String model,
			@RequestParam(required = false) @Nullable String from, @RequestParam(required = false) @Nullable String to,
			ServerWebExchange exchange) {
		return this.prices.timeline(AuthenticationFilter.caller(exchange), required(model), instant("from", from),
				instant("to", to));
	}

	@GetMapping("/v1/prices/history")
	PriceHistory history(@RequestParam(required = false) @Nullable String model, ServerWebExchange exchange) {
		return this.prices.history(AuthenticationFilter.caller(exchange), required(model));
	}

	private static String required(@Nullable String model) {
		if (model == null || model.isBlank()) {
			throw new InvalidRequest("The parameter 'model' is required", "missing_required_parameter", "model");
		}
		return model;
	}

	@PostMapping("/v1/estimate")
	Mono<Estimate> estimate(ServerWebExchange exchange) {
		Caller caller = AuthenticationFilter.caller(exchange);
		return this.bodies.read(exchange.getRequest())
			.flatMap(
					(body) -> Mono.using(() -> body,
							(read) -> this.estimates.estimate(caller,
									Requests.chat(read, exchange.getRequest().getHeaders(), false)),
							JsonBody::release));
	}

	private static @Nullable Instant instant(String name, @Nullable String text) {
		if (text == null || text.isBlank()) {
			return null;
		}
		Instant instant;
		try {
			instant = Instant.parse(text);
		}
		catch (DateTimeException ex) {
			throw new InvalidRequest("The parameter '" + name + "' must be an instant such as 2026-11-23T02:00:00Z",
					"invalid_value", name);
		}
		if (instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)) {
			throw new InvalidRequest("The parameter '" + name + "' must be from " + EARLIEST + " to " + LATEST,
					"invalid_value", name);
		}
		return instant;
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record QuotedPrices(List<QuotedPrice> data, @Nullable String nextCursor) {
	}

}
