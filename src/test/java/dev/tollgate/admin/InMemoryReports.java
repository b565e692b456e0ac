package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.tollgate.ledger.CostQuery;
import dev.tollgate.ledger.CostSum;
import dev.tollgate.ledger.LedgerReports;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.RequestCursor;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.ledger.RequestFilter;
import dev.tollgate.ledger.RequestPage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A ledger of the requests and sums that a test gives it; it remembers what it was asked.
 */
final class InMemoryReports implements LedgerReports {

	final List<CostSum> sums = new ArrayList<>();

	final List<CostQuery> costQueries = new ArrayList<>();

	final List<@Nullable RequestCursor> pagesAsked = new ArrayList<>();

	final List<Integer> limits = new ArrayList<>();

	@Nullable RequestFilter filter;

	@Nullable RuntimeException failure;

	private final List<RecordedRequest> requests = new ArrayList<>();

	void add(RecordedRequest request) {
		this.requests.add(request);
		this.requests.sort(Comparator.comparing((RecordedRequest other) -> other.request().startedAt())
			.thenComparing((other) -> other.request().identity().id().value())
			.reversed());
	}

	/** Adds one that is older than all others. */
	void addLast(RecordedRequest request) {
		this.requests.add(request);
	}

	@Override
	public Mono<RequestPage> requests(RequestFilter filter, int limit, @Nullable RequestCursor after) {
		return Mono.fromSupplier(() -> {
			if (this.failure != null) {
				throw this.failure;
			}
			this.filter = filter;
			this.pagesAsked.add(after);
			this.limits.add(limit);
			int begin = 0;
			while (after != null && begin < this.requests.size() && !cursor(this.requests.get(begin)).equals(after)) {
				begin++;
			}
			begin += (after != null) ? 1 : 0;
			int end = Math.min(this.requests.size(), begin + limit);
			List<RecordedRequest> page = List.copyOf(this.requests.subList(begin, end));
			return new RequestPage(page, (end < this.requests.size()) ? cursor(page.getLast()) : null);
		});
	}

	private static RequestCursor cursor(RecordedRequest request) {
		RequestFacts facts = request.request();
		return new RequestCursor(facts.startedAt(), facts.identity().id());
	}

	@Override
	public Mono<List<CostSum>> costs(CostQuery query) {
		return Mono.fromSupplier(() -> {
			this.costQueries.add(query);
			return List.copyOf(this.sums);
		});
	}

}
