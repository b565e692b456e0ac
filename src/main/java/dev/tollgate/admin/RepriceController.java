package dev.tollgate.admin;

import java.util.Set;

import dev.tollgate.ledger.LedgerReports;
import dev.tollgate.ledger.RequestFilter;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Says what the price list in force would change about the past, and changes nothing: a
 * dry run.
 */
@RestController
class RepriceController {

	private final LedgerReports reports;

	private final PriceBook prices;

	private final ReportWorkers workers;

	RepriceController(LedgerReports reports, PriceBook prices, ReportWorkers workers) {
		this.reports = reports;
		this.prices = prices;
		this.workers = workers;
	}

	@PostMapping("/admin/reprice")
	Mono<Void> reprice(Administrator administrator, ServerWebExchange exchange) {
		Parameters.Span span = Parameters.of(exchange, Set.of("from", "to")).span();
		RequestFilter filter = new RequestFilter(null, null, null, null, span.requiredFrom(), span.requiredTo());
		// one list for all, even if it is replaced meanwhile
		PriceList inForce = this.prices.inForce();
		return ReportWriter.json(exchange,
				RequestPages.of(this.reports, filter, null)
					.publishOn(this.workers.scheduler(), 1)
					.reduceWith(() -> new Repricing(inForce), Repricing::add)
					.map((repricing) -> repricing.report(span)));
	}

}
