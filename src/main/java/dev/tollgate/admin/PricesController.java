package dev.tollgate.admin;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceListChange;
import dev.tollgate.pricing.PriceListException;
import dev.tollgate.pricing.PriceRowJson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The price list in force, and the order to read it again.
 */
@RestController
class PricesController {

	private final PriceBook prices;

	PricesController(PriceBook prices) {
		this.prices = prices;
	}

	@GetMapping("/admin/prices")
	ListInForce list(Administrator administrator) {
		// the instant first: rows that are newer than it do no harm
		Instant loadedAt = this.prices.loadedAt();
		return new ListInForce(loadedAt, this.prices.files(),
				this.prices.inForce().rows().stream().map(PriceRowJson::of).toList(), null);
	}

	@PostMapping("/admin/prices/reload")
	Mono<PriceListChange> reload(Administrator administrator) {
		return Mono.fromCallable(this.prices::reload)
			.subscribeOn(Schedulers.boundedElastic())
			.onErrorMap(PriceListException.class,
					(ex) -> new InvalidRequest("The old price list stays in force: " + ex.getMessage(),
							"invalid_price_list", null));
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListInForce(@Nullable Instant loadedAt, List<String> files, List<PriceRowJson> data,
			@Nullable String nextCursor) {
	}

}
