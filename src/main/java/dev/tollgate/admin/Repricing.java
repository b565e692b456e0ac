package dev.tollgate.admin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.ledger.AttemptFacts;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.RequestPage;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Computes what recorded calls would have cost under a price list, and keeps the
 * differences: all of them in sums, the first ones each. For one thread at a time.
 */
final class Repricing {

	private static final int MAX_LISTED = 1000;

	private final PriceList prices;

	private final Map<Change, Sum> byRow = new LinkedHashMap<>();

	private final List<RepriceReport.Difference> listed = new ArrayList<>();

	private long requests;

	private long attempts;

	private long changed;

	private BigDecimal recorded = BigDecimal.ZERO;

	private BigDecimal repriced = BigDecimal.ZERO;

	Repricing(PriceList prices) {
		this.prices = prices;
	}

	Repricing add(RequestPage page) {
		for (RecordedRequest request : page.requests()) {
			this.requests++;
			for (LedgerEntry entry : request.attempts()) {
				Settlement settlement = entry.settlement();
				// what is under way is not priced yet, and what was never sent never is
				if (settlement != null && entry.state() != State.VOID) {
					add(entry, settlement);
				}
			}
		}
		return this;
	}

	private void add(LedgerEntry entry, Settlement settlement) {
		this.attempts++;
		Priced before = Priced.of(settlement.charge());
		Priced after = reprice(entry.attempt(), settlement);
		this.recorded = this.recorded.add(before.amount());
		this.repriced = this.repriced.add(after.amount());
		if (before.equals(after)) {
			return;
		}
		this.changed++;
		String model = new UpstreamModel(entry.attempt().provider(), entry.attempt().model()).toString();
		Change change = new Change(model, before.row, before.window, after.row, after.window);
		BigDecimal difference = after.amount().subtract(before.amount());
		this.byRow.merge(change, new Sum(1, difference), Sum::plus);
		if (this.listed.size() < MAX_LISTED) {
			this.listed.add(new RepriceReport.Difference(entry.request().identity().id().toString(),
					entry.attempt().number(), model, RequestView.money(before.usd), before.row, before.window,
					RequestView.money(after.usd), after.row, after.window, RequestView.money(difference)));
		}
	}

	private Priced reprice(AttemptFacts attempt, Settlement settlement) {
		CalledModel called = new CalledModel(new UpstreamModel(attempt.provider(), attempt.model()),
				attempt.providerType(), settlement.responseModel());
		Price price = this.prices.price(called, attempt.startedAt(), settlement.endedAt()).orElse(null);
		if (price == null) {
			return Priced.UNPRICED;
		}
		try {
			return new Priced(price.cost(settlement.usage(), settlement.serviceTier()).total(), price.row().id(),
					price.window());
		}
		catch (ArithmeticException ex) {
			// tokens that no model has: no price would be right
			return Priced.UNPRICED;
		}
	}

	RepriceReport report(Parameters.Span span) {
		List<RepriceReport.Row> rows = this.byRow.entrySet()
			.stream()
			.map((entry) -> entry.getKey().row(entry.getValue()))
			.toList();
		return new RepriceReport(span.requiredFrom().toString(), span.requiredTo().toString(), this.requests,
				this.attempts, this.attempts - this.changed, this.changed, RequestView.money(this.recorded),
				RequestView.money(this.repriced), RequestView.money(this.repriced.subtract(this.recorded)), rows,
				List.copyOf(this.listed));
	}

	private record Priced(@Nullable Usd usd, @Nullable String row, @Nullable String window) {

		private static final Priced UNPRICED = new Priced(null, null, null);

		private static Priced of(@Nullable Charge charge) {
			return (charge != null) ? new Priced(charge.cost().total(), charge.priceRow(), charge.window()) : UNPRICED;
		}

		private BigDecimal amount() {
			return Objects.requireNonNullElse(this.usd, Usd.ZERO).toBigDecimal();
		}

	}

	private record Change(String model, @Nullable String recordedRow, @Nullable String recordedWindow,
			@Nullable String repricedRow, @Nullable String repricedWindow) {

		private RepriceReport.Row row(Sum sum) {
			return new RepriceReport.Row(this.model, this.recordedRow, this.recordedWindow, this.repricedRow,
					this.repricedWindow, sum.attempts, RequestView.money(sum.difference));
		}

	}

	private record Sum(long attempts, BigDecimal difference) {

		private Sum plus(Sum other) {
			return new Sum(this.attempts + other.attempts, this.difference.add(other.difference));
		}

	}

}
