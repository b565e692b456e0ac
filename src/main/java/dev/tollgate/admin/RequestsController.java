package dev.tollgate.admin;

import java.util.List;
import java.util.Set;

import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.LedgerReports;
import dev.tollgate.ledger.RequestCursor;
import dev.tollgate.ledger.RequestFilter;
import dev.tollgate.ledger.RequestPage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * The requests of the ledger, the newest first: a page of JSON, or all of them as CSV.
 */
@RestController
class RequestsController {

	private static final Set<String> PARAMETERS = Set.of("id", "client_request_id", "key", "team", "from", "to",
			"limit", "cursor");

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = RequestPages.SIZE;

	private final LedgerReports reports;

	private final ReportWorkers workers;

	RequestsController(LedgerReports reports, ReportWorkers workers) {
		this.reports = reports;
		this.workers = workers;
	}

	@GetMapping("/admin/requests")
	Mono<Void> requests(Administrator administrator, ServerWebExchange exchange) {
		return requests(exchange, null);
	}

	/** The caller's own, whatever it asks for. */
	@GetMapping("/v1/requests")
	Mono<Void> own(Caller caller, ServerWebExchange exchange) {
		return requests(exchange, caller.key());
	}

	private Mono<Void> requests(ServerWebExchange exchange, @Nullable String key) {
		Parameters parameters = Parameters.of(exchange, PARAMETERS);
		RequestFilter filter = filter(parameters, (key != null) ? key : parameters.text("key"));
		RequestCursor cursor = cursor(parameters);
		int limit = parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
		if (!ReportWriter.csv(exchange)) {
			return ReportWriter.json(exchange,
					this.reports.requests(filter, limit, cursor)
						.publishOn(this.workers.scheduler())
						.map(RequestList::of));
		}
		Flux<RequestPage> pages = (parameters.text("limit") != null)
				? this.reports.requests(filter, limit, cursor).flux() : RequestPages.of(this.reports, filter, cursor);
		return ReportWriter.csv(exchange, "requests.csv", lines(pages));
	}

	/** One page is in the making, and none is read ahead of the caller but the next. */
	private Flux<String> lines(Flux<RequestPage> pages) {
		return pages.publishOn(this.workers.scheduler(), 1)
			.index()
			.concatMapIterable((page) -> RequestLines.of(page.getT2().requests(), page.getT1() == 0), 1);
	}

	private static RequestFilter filter(Parameters parameters, @Nullable String key) {
		String id = parameters.text("id");
		RequestId requestId = (id != null) ? RequestId.parse(id) : null;
		if (id != null && requestId == null) {
			throw Parameters.invalid("id", "must be a request's id, 'req_' and 32 hexadecimal digits");
		}
		String clientId = parameters.text("client_request_id");
		Parameters.Span span = parameters.span();
		return new RequestFilter(requestId, (clientId != null) ? RequestIdentity.kept(clientId) : null, key,
				parameters.text("team"), span.from(), span.to());
	}

	private static @Nullable RequestCursor cursor(Parameters parameters) {
		String text = parameters.text("cursor");
		RequestCursor cursor = (text != null) ? RequestCursor.parse(text) : null;
		if (text != null && cursor == null) {
			throw Parameters.invalid("cursor", "must be the 'next_cursor' of a page");
		}
		return cursor;
	}

	/**
	 * A page of requests.
	 *
	 * @param data the requests
	 * @param nextCursor where the next page begins, or null if there is none
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record RequestList(List<RequestView> data, @Nullable String nextCursor) {

		private static RequestList of(RequestPage page) {
			RequestCursor next = page.next();
			return new RequestList(page.requests().stream().map(RequestView::of).toList(),
					(next != null) ? next.toString() : null);
		}

	}

}
