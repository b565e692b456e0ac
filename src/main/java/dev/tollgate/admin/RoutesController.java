package dev.tollgate.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Capability;
import dev.tollgate.routing.Demand;
import dev.tollgate.routing.InvalidRoutesException;
import dev.tollgate.routing.Router;
import dev.tollgate.routing.RoutesChange;
import dev.tollgate.routing.RoutesReload;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * The routes in force, which target a request would get, and the order to read the routes
 * again.
 */
@RestController
class RoutesController {

	private static final Set<String> QUESTION = Set.of("model", "at", "needs", "input_tokens", "max_tokens");

	private static final Set<String> EXPLANATION = Set.of("model", "at");

	private static final int MOST_TOKENS = 100_000_000;

	private static final int UNPROCESSABLE = 422;

	private final Router router;

	private final RoutesReload reload;

	private final PriceBook prices;

	private final Clock clock;

	RoutesController(Router router, RoutesReload reload, PriceBook prices, Clock clock) {
		this.router = router;
		this.reload = reload;
		this.prices = prices;
		this.clock = clock;
	}

	@GetMapping("/admin/routes")
	Object routes(Administrator administrator, ServerWebExchange exchange) {
		Parameters parameters = Parameters.of(exchange, QUESTION);
		String model = parameters.text("model");
		if (model == null && !exchange.getRequest().getQueryParams().isEmpty()) {
			throw new InvalidRequest("The parameter 'model' is required with the others", "missing_required_parameter",
					"model");
		}
		return (model != null)
				? ExplanationView.of(this.router.explain(model, demand(parameters), parameters.instant("at")))
				: inForce();
	}

	private RouteList inForce() {
		PriceList list = this.prices.inForce();
		Instant now = this.clock.instant();
		return new RouteList(this.router.routes().stream().map((route) -> RouteView.of(route, list, now)).toList(),
				null);
	}

	private static Demand demand(Parameters parameters) {
		Set<Capability> needs = EnumSet.noneOf(Capability.class);
		String names = parameters.text("needs");
		if (names != null) {
			for (String name : names.split(",", -1)) {
				needs.add(capability(name.trim()));
			}
		}
		int output = parameters.number("max_tokens", 1, MOST_TOKENS, 0);
		return new Demand(needs, parameters.number("input_tokens", 1, MOST_TOKENS, 1),
				(output > 0) ? Long.valueOf(output) : null, 1, null);
	}

	private static Capability capability(String name) {
		return Arrays.stream(Capability.values())
			.filter((capability) -> capability.label().equals(name))
			.findFirst()
			.orElseThrow(() -> Parameters.invalid("needs", "must be of "
					+ Arrays.stream(Capability.values()).map(Capability::label).collect(Collectors.joining(", "))));
	}

	@PostMapping("/admin/routes/explain")
	Mono<ExplanationView> explain(Administrator administrator, ServerWebExchange exchange) {
		Parameters parameters = Parameters.of(exchange, EXPLANATION);
		Instant at = parameters.instant("at");
		String model = parameters.text("model");
		return WholeBody.read(exchange)
			.switchIfEmpty(
					Mono.error(() -> new InvalidRequest("The body must be a chat request", "invalid_json", null)))
			.map((body) -> explain(body, model, at));
	}

	private ExplanationView explain(byte[] bytes, @Nullable String model, @Nullable Instant at) {
		JsonBody body = body(bytes);
		try {
			return ExplanationView.of(this.router.explain(request(body, model), at));
		}
		finally {
			body.release();
		}
	}

	private static JsonBody body(byte[] bytes) {
		try {
			return JsonBody.of(Unpooled.wrappedBuffer(bytes));
		}
		catch (MalformedJsonException ex) {
			throw new InvalidRequest(String.valueOf(ex.getMessage()), "invalid_json", null);
		}
	}

	/** A request of Gemini's protocol has its model in the query, not in the body. */
	private static ChatRequest request(JsonBody body, @Nullable String model) {
		boolean gemini = body.member("contents") != null;
		String asked = gemini ? model : modelOf(body);
		if (asked == null) {
			throw new InvalidRequest(gemini ? "The parameter 'model' is required with Gemini's 'contents'"
					: "The field 'model' is required", "missing_required_parameter", "model");
		}
		return new ChatRequest(gemini ? Protocol.GEMINI : Protocol.OPENAI, Operation.CHAT, false, asked, false, false,
				false, null, null, body.textSize(), body);
	}

	private static @Nullable String modelOf(JsonBody body) {
		JsonMember model = body.member("model");
		return (model != null && model.kind() == JsonKind.STRING) ? body.text(model) : null;
	}

	@PostMapping("/admin/routes/reload")
	Mono<RoutesChange> reload(Administrator administrator) {
		return Mono.fromCallable(this.reload::reload)
			.subscribeOn(Schedulers.boundedElastic())
			.onErrorMap(InvalidRoutesException.class, (ex) -> new Refused(UNPROCESSABLE,
					"The old routes stay in force: " + ex.getMessage(), null, "invalid_routes", null));
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record RouteList(List<RouteView> data, @Nullable String nextCursor) {
	}

}
