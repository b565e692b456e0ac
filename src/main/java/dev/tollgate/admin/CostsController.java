package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.CostQuery;
import dev.tollgate.ledger.CostQuery.Dimension;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.ledger.CostSum;
import dev.tollgate.ledger.LedgerReports;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sums of what was spent, apart by whatever is asked for.
 */
@RestController
class CostsController {

	private static final Set<String> PARAMETERS = Set.of("group_by", "from", "to");

	private static final int MAX_GROUPINGS = 6;

	private static final String TAG = "tag:";

	private final LedgerReports reports;

	private final ReportWorkers workers;

	CostsController(LedgerReports reports, ReportWorkers workers) {
		this.reports = reports;
		this.workers = workers;
	}

	@GetMapping("/admin/costs")
	Mono<Void> costs(Administrator administrator, ServerWebExchange exchange) {
		return costs(exchange, null);
	}

	/** What the caller has spent itself, whatever it asks for. */
	@GetMapping("/v1/costs")
	Mono<Void> own(Caller caller, ServerWebExchange exchange) {
		return costs(exchange, caller.key());
	}

	private Mono<Void> costs(ServerWebExchange exchange, @Nullable String key) {
		Parameters parameters = Parameters.of(exchange, PARAMETERS);
		Parameters.Span span = parameters.span();
		List<Grouping> groupBy = groupings(parameters.text("group_by"));
		Mono<List<CostSum>> sums = this.reports.costs(new CostQuery(groupBy, span.from(), span.to(), key))
			.publishOn(this.workers.scheduler());
		if (ReportWriter.csv(exchange)) {
			return ReportWriter.csv(exchange, "costs.csv", lines(groupBy, sums));
		}
		return ReportWriter.json(exchange, sums.map((found) -> list(groupBy, found)));
	}

	private static List<Grouping> groupings(@Nullable String text) {
		if (text == null) {
			return List.of();
		}
		List<Grouping> groupings = new ArrayList<>();
		for (String name : text.split(",", -1)) {
			Grouping grouping = grouping(name.trim());
			if (groupings.contains(grouping)) {
				throw Parameters.invalid("group_by", "must not name anything twice");
			}
			groupings.add(grouping);
		}
		if (groupings.size() > MAX_GROUPINGS) {
			throw Parameters.invalid("group_by", "must not name more than " + MAX_GROUPINGS);
		}
		return groupings;
	}

	private static Grouping grouping(String name) {
		if (name.startsWith(TAG) && name.length() > TAG.length()) {
			return new Grouping(Dimension.TAG, name.substring(TAG.length()));
		}
		for (Dimension dimension : Dimension.values()) {
			if (dimension != Dimension.TAG && dimension.label().equals(name.toLowerCase(Locale.ROOT))) {
				return new Grouping(dimension, null);
			}
		}
		throw Parameters.invalid("group_by",
				"must name, separated by commas, provider, model, window, team, key, route, day, hour or tag:NAME");
	}

	private static Map<String, @Nullable Object> list(List<Grouping> groupBy, List<CostSum> sums) {
		Map<String, @Nullable Object> list = new LinkedHashMap<>();
		list.put("data", sums.stream().map((sum) -> view(groupBy, sum)).toList());
		// always all of it; the member is there because every list has it
		list.put("next_cursor", null);
		return list;
	}

	private static Map<String, @Nullable Object> view(List<Grouping> groupBy, CostSum sum) {
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		for (int i = 0; i < groupBy.size(); i++) {
			view.put(groupBy.get(i).label(), sum.group().get(i));
		}
		view.put("requests", sum.requests());
		view.put("usage", TokenCount.counts(List.of(sum.usage())));
		view.put("unpriced_tokens", sum.unpricedTokens());
		view.put("cost_usd", RequestView.money(sum.cost()));
		view.put("saved_usd", RequestView.money(sum.savedByWindow()));
		view.put("saved_by_cache_usd", RequestView.money(sum.savedByCache()));
		return view;
	}

	private static Flux<String> lines(List<Grouping> groupBy, Mono<List<CostSum>> sums) {
		List<String> names = new ArrayList<>(groupBy.stream().map(Grouping::label).toList());
		names.add("requests");
		for (TokenCount count : TokenCount.values()) {
			names.add(count.label());
		}
		names.addAll(List.of("unpriced_tokens", "cost_usd", "saved_usd", "saved_by_cache_usd"));
		return sums.flatMapIterable((found) -> {
			List<String> lines = new ArrayList<>(found.size() + 1);
			lines.add(CsvLine.header(names));
			found.forEach((sum) -> lines.add(line(sum)));
			return lines;
		});
	}

	private static String line(CostSum sum) {
		StringBuilder text = new StringBuilder();
		CsvLine line = new CsvLine(text);
		sum.group().forEach(line::text);
		line.plain(sum.requests());
		for (TokenCount count : TokenCount.values()) {
			line.plain(count.of(sum.usage()));
		}
		line.plain(sum.unpricedTokens())
			.plain(RequestView.money(sum.cost()))
			.plain(RequestView.money(sum.savedByWindow()))
			.plain(RequestView.money(sum.savedByCache()))
			.end();
		return text.toString();
	}

}
