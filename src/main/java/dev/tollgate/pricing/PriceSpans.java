package dev.tollgate.pricing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Cuts time where the price of a call begins to come from another row or window.
 */
final class PriceSpans {

	private final PriceList prices;

	// in order: what the first does not price may have been priced as the next
	private final List<CalledModel> called;

	PriceSpans(PriceList prices, List<CalledModel> called) {
		this.prices = prices;
		this.called = called;
	}

	/**
	 * The spans between two instants, without gaps.
	 * @param from the first instant
	 * @param until the first instant that is no longer meant
	 * @return the spans, chronological
	 */
	List<PriceSpan> between(Instant from, Instant until) {
		TreeSet<Instant> edges = new TreeSet<>();
		edges.add(from);
		for (PriceRow row : rows()) {
			addEdges(row, from, until, edges);
		}
		return merged(edges, until, Objects::equals);
	}

	private static void addEdges(PriceRow row, Instant from, Instant until, Collection<Instant> edges) {
		Instant begin = row.from().isAfter(from) ? row.from() : from;
		Instant end = (row.until() != null && row.until().isBefore(until)) ? row.until() : until;
		if (!begin.isBefore(end)) {
			return;
		}
		edges.add(begin);
		if (end.isBefore(until)) {
			edges.add(end);
		}
		if (!row.windows().isEmpty()) {
			for (Instant edge : PriceChanges.boundaries(row.windows(), begin, end)) {
				if (edge.isBefore(end)) {
					edges.add(edge);
				}
			}
		}
	}

	/**
	 * One span for each row that ever applied or is known to apply; its price is that of
	 * its first instant.
	 * @return the spans, chronological, with gaps where there was no price
	 */
	List<PriceSpan> eras() {
		TreeSet<Instant> edges = new TreeSet<>();
		for (PriceRow row : rows()) {
			edges.add(row.from());
			if (row.until() != null) {
				edges.add(row.until());
			}
		}
		return merged(edges, null, PriceSpans::sameRow).stream().filter((span) -> span.price() != null).toList();
	}

	private List<PriceRow> rows() {
		return this.called.stream()
			.flatMap((one) -> one.priced().stream())
			.distinct()
			.flatMap((name) -> this.prices.rows(name).stream())
			.toList();
	}

	private List<PriceSpan> merged(NavigableSet<Instant> edges, @Nullable Instant until,
			BiPredicate<@Nullable Price, @Nullable Price> same) {
		List<PriceSpan> spans = new ArrayList<>();
		for (Instant edge : edges) {
			Price price = price(edge);
			PriceSpan last = spans.isEmpty() ? null : spans.getLast();
			if (last != null && same.test(last.price(), price)) {
				continue;
			}
			if (last != null) {
				spans.set(spans.size() - 1, new PriceSpan(last.from(), edge, last.price()));
			}
			spans.add(new PriceSpan(edge, until, price));
		}
		return spans;
	}

	private static boolean sameRow(@Nullable Price one, @Nullable Price other) {
		return (one != null && other != null) ? one.row().equals(other.row()) : one == other;
	}

	private @Nullable Price price(Instant at) {
		for (CalledModel one : this.called) {
			Price price = this.prices.price(one, at, at).orElse(null);
			if (price != null) {
				return price;
			}
		}
		return null;
	}

}
