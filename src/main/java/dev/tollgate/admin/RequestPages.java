package dev.tollgate.admin;

import dev.tollgate.ledger.LedgerReports;
import dev.tollgate.ledger.RequestCursor;
import dev.tollgate.ledger.RequestFilter;
import dev.tollgate.ledger.RequestPage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * All pages of a list, one after the other as they are asked for: however long the list,
 * not more than a few are in memory.
 */
final class RequestPages {

	/** Requests that are read at once. */
	static final int SIZE = 1000;

	private RequestPages() {
	}

	static Flux<RequestPage> of(LedgerReports reports, RequestFilter filter, @Nullable RequestCursor after) {
		return reports.requests(filter, SIZE, after).expand((page) -> {
			RequestCursor next = page.next();
			return (next != null) ? reports.requests(filter, SIZE, next) : Mono.empty();
		});
	}

}
