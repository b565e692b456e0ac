package dev.tollgate.telemetry;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

import dev.tollgate.ledger.CostQuery;
import dev.tollgate.ledger.CostQuery.Dimension;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.ledger.CostSum;
import dev.tollgate.ledger.LedgerReports;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * What was spent today, this month and in the last 24 hours, by the ledger: it knows
 * months that a metrics store has long dropped, and calls of before the last restart. It
 * is asked when somebody looks, so that the answer is that of the look before.
 */
@Component
final class SpendGauges implements MeterBinder {

	private static final Log logger = LogFactory.getLog(SpendGauges.class);

	private static final int HOURS = 24;

	/** Not oftener, however many look. */
	private static final long PAUSE_NANOS = 5_000_000_000L;

	private final LedgerReports reports;

	private final Clock clock;

	private final AtomicLong asked = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

	private volatile @Nullable Spend known;

	SpendGauges(LedgerReports reports, Clock clock) {
		this.reports = reports;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "today", Spend::today);
		gauge(registry, "month", Spend::month);
		gauge(registry, "last_24h", Spend::lastDay);
	}

	private void gauge(MeterRegistry registry, String period, ToDoubleFunction<Spend> figure) {
		Gauge.builder("tollgate.spend.usd", this, (gauges) -> gauges.look(figure))
			.description("What was spent by the ledger, in US dollars; days and months are UTC's")
			.tag("period", period)
			.register(registry);
	}

	private double look(ToDoubleFunction<Spend> figure) {
		long then = this.asked.get();
		long now = System.nanoTime();
		if (now - then >= PAUSE_NANOS && this.asked.compareAndSet(then, now)) {
			var _ = ask().subscribe((spend) -> this.known = spend, (failure) -> {
				this.known = null;
				logger.debug("The ledger cannot say what was spent", failure);
			});
		}
		Spend known = this.known;
		return (known != null) ? figure.applyAsDouble(known) : Double.NaN;
	}

	private Mono<Spend> ask() {
		Instant now = this.clock.instant();
		LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
		Instant month = today.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant();
		// whole hours, of which the ledger keeps sums
		Instant dayAgo = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
		Mono<List<CostSum>> days = this.reports
			.costs(new CostQuery(List.of(new Grouping(Dimension.DAY, null)), month, null));
		return days.zipWith(this.reports.costs(new CostQuery(List.of(), dayAgo, null)),
				(ofMonth, ofDay) -> new Spend(sum(ofMonth.stream().filter((sum) -> isOf(today, sum)).toList()),
						sum(ofMonth), sum(ofDay)));
	}

	private static boolean isOf(LocalDate day, CostSum sum) {
		String group = sum.group().getFirst();
		return group != null && group.startsWith(day.toString());
	}

	private static double sum(List<CostSum> sums) {
		return sums.stream().map(CostSum::cost).mapToDouble(Number::doubleValue).sum();
	}

	/** What was spent, in dollars. */
	private record Spend(double today, double month, double lastDay) {
	}

}
