package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * The costs of some requests, summed one by one.
 *
 * @param requests the requests
 */
record PlainSums(List<RecordedRequest> requests) {

	List<CostSum> of(CostQuery query) {
		Map<List<@Nullable String>, CostSum> sums = new HashMap<>();
		if (query.groupBy().isEmpty()) {
			sums.put(List.of(),
					new CostSum(List.of(), 0, TokenUsage.NONE, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0));
		}
		for (RecordedRequest request : this.requests) {
			Instant start = request.request().startedAt();
			boolean early = query.from() != null && start.isBefore(query.from());
			boolean late = query.to() != null && !start.isBefore(query.to());
			if (!early && !late) {
				request.attempts().forEach((entry) -> add(sums, query, entry, entry == request.last()));
			}
		}
		Comparator<@Nullable String> values = Comparator.nullsLast(Comparator.naturalOrder());
		Comparator<CostSum> order = Comparator.comparing((_) -> 0);
		for (int i = 0; i < query.groupBy().size(); i++) {
			int at = i;
			order = order.thenComparing((sum) -> sum.group().get(at), values);
		}
		return sums.values().stream().sorted(order).toList();
	}

	private void add(Map<List<@Nullable String>, CostSum> sums, CostQuery query, LedgerEntry entry, boolean last) {
		List<@Nullable String> group = new ArrayList<>();
		query.groupBy().forEach((grouping) -> group.add(value(grouping, entry)));
		Settlement settlement = LedgerRows.settlement(entry);
		Charge charge = settlement.charge();
		Cost cost = (charge != null) ? charge.cost() : new Cost(Usd.ZERO, List.of(), Usd.ZERO, Usd.ZERO, Usd.ZERO);
		CostSum one = new CostSum(group, last ? 1 : 0, settlement.usage(), cost.total().toBigDecimal(),
				cost.savedByWindow().toBigDecimal(), cost.savedByCache().toBigDecimal(),
				(charge != null) ? 0 : settlement.usage().total());
		sums.merge(group, one, PlainSums::plus);
	}

	private static CostSum plus(CostSum one, CostSum two) {
		TokenUsage a = one.usage();
		TokenUsage b = two.usage();
		TokenUsage usage = new TokenUsage(a.input() + b.input(), a.cachedInput() + b.cachedInput(),
				a.cacheWrite() + b.cacheWrite(), a.audioInput() + b.audioInput(),
				a.cachedAudioInput() + b.cachedAudioInput(), a.imageInput() + b.imageInput(),
				a.videoInput() + b.videoInput(), a.output() + b.output(), a.reasoning() + b.reasoning(),
				a.audioOutput() + b.audioOutput(), a.imageOutput() + b.imageOutput());
		return new CostSum(one.group(), one.requests() + two.requests(), usage,
				one.cost().add(two.cost()).stripTrailingZeros(),
				one.savedByWindow().add(two.savedByWindow()).stripTrailingZeros(),
				one.savedByCache().add(two.savedByCache()).stripTrailingZeros(),
				one.unpricedTokens() + two.unpricedTokens());
	}

	private static @Nullable String value(Grouping grouping, LedgerEntry entry) {
		Instant start = entry.request().startedAt();
		Charge charge = LedgerRows.settlement(entry).charge();
		return switch (grouping.dimension()) {
			case PROVIDER -> entry.attempt().provider();
			case MODEL -> entry.attempt().model();
			case WINDOW -> (charge != null) ? charge.window() : "standard";
			case TEAM -> entry.request().team();
			case KEY -> entry.request().key();
			case ROUTE -> entry.request().route();
			case DAY -> start.atOffset(ZoneOffset.UTC).toLocalDate().toString();
			case HOUR -> start.truncatedTo(ChronoUnit.HOURS).toString();
			case TAG -> entry.request().identity().tags().values().get(String.valueOf(grouping.tag()));
		};
	}

}
