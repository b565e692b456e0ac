package dev.tollgate.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.ledger.CostQuery;
import dev.tollgate.ledger.CostQuery.Dimension;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.ledger.CostSum;
import dev.tollgate.ledger.LedgerReports;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Compares a provider's own account of what was used with the ledger. A call counts to
 * the day of its start in the ledger, and to whichever day the provider says in its file:
 * around midnight the two may differ.
 */
@RestController
class ReconcileController {

	private static final Set<String> PARAMETERS = Set.of("provider", "from", "to");

	private static final List<Grouping> BY_MODEL_AND_DAY = List.of(new Grouping(Dimension.PROVIDER, null),
			new Grouping(Dimension.MODEL, null), new Grouping(Dimension.DAY, null));

	private final LedgerReports reports;

	private final ReportWorkers workers;

	ReconcileController(LedgerReports reports, ReportWorkers workers) {
		this.reports = reports;
		this.workers = workers;
	}

	@PostMapping("/admin/reconcile")
	Mono<Void> reconcile(Administrator administrator, ServerWebExchange exchange) {
		Parameters parameters = Parameters.of(exchange, PARAMETERS);
		Source source = Source.of(parameters.text("provider"));
		Parameters.Span span = parameters.span();
		wholeDay("from", span.from());
		wholeDay("to", span.to());
		return ReportWriter.json(exchange, WholeBody.read(exchange)
			.switchIfEmpty(Mono.error(() -> UsageExport.broken("line 1", "is missing; send the file as the body")))
			.publishOn(this.workers.scheduler())
			.map(source::read)
			.flatMap((export) -> compare(source, Days.of(span, export), export)));
	}

	private static void wholeDay(String name, @Nullable Instant instant) {
		if (instant != null && !LocalTime.MIDNIGHT.equals(instant.atOffset(ZoneOffset.UTC).toLocalTime())) {
			throw Parameters.invalid(name, "must be a date in UTC: the provider tells whole days");
		}
	}

	private Mono<Map<String, @Nullable Object>> compare(Source source, Days days, UsageExport export) {
		CostQuery query = new CostQuery(BY_MODEL_AND_DAY, days.fromInstant(), days.toInstant());
		return this.reports.costs(query).publishOn(this.workers.scheduler()).map((sums) -> {
			Reconciliation result = Reconciliation.of(ledger(source, sums), days.of(export));
			return view(source, days, export, result);
		});
	}

	private static Map<ModelDay, Figures> ledger(Source source, List<CostSum> sums) {
		Map<ModelDay, Figures> days = new TreeMap<>();
		for (CostSum sum : sums) {
			String model = sum.group().get(1);
			String day = sum.group().get(2);
			if (source.label().equals(sum.group().getFirst()) && model != null && day != null) {
				// a day may be written as its first instant
				days.merge(new ModelDay(LocalDate.parse(day.substring(0, "yyyy-mm-dd".length())), model),
						Figures.of(sum), Figures::plus);
			}
		}
		return days;
	}

	private static Map<String, @Nullable Object> view(Source source, Days days, UsageExport export,
			Reconciliation result) {
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		view.put("provider", source.label());
		view.put("from", days.from.toString());
		view.put("to", days.to.toString());
		view.put("export_complete", export.complete());
		view.put("compared", result.measures().stream().map(Measure::label).toList());
		for (Reconciliation.Status status : Reconciliation.Status.values()) {
			view.put(status.label(), result.count(status));
		}
		view.put("totals", sides(result.ledger(), result.provider(), result.ledger().minus(result.provider())));
		view.put("data", result.days().stream().map(ReconcileController::view).toList());
		view.put("next_cursor", null);
		return view;
	}

	private static Map<String, @Nullable Object> view(Reconciliation.Day day) {
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		view.put("day", day.day().day().toString());
		view.put("model", day.day().model());
		view.put("status", day.status().label());
		view.putAll(sides(day.ledger(), day.provider(), day.difference()));
		return view;
	}

	private static Map<String, @Nullable Object> sides(@Nullable Figures ledger, @Nullable Figures provider,
			Figures difference) {
		Map<String, @Nullable Object> sides = new LinkedHashMap<>();
		sides.put("ledger", (ledger != null) ? ledger.view() : null);
		sides.put("provider", (provider != null) ? provider.view() : null);
		sides.put("difference", difference.view());
		return sides;
	}

	/** Whose files can be read. */
	private enum Source {

		OPENAI("openai") {

			@Override
			UsageExport read(byte[] body) {
				return OpenAiExport.read(body);
			}

		},

		DEEPSEEK("deepseek") {

			@Override
			UsageExport read(byte[] body) {
				return DeepSeekExport.read(new String(body, StandardCharsets.UTF_8));
			}

		};

		private final String label;

		Source(String label) {
			this.label = label;
		}

		abstract UsageExport read(byte[] body);

		String label() {
			return this.label;
		}

		private static Source of(@Nullable String name) {
			for (Source source : values()) {
				if (source.label.equals(name)) {
					return source;
				}
			}
			throw Parameters.invalid("provider", "must be openai or deepseek");
		}

	}

	/** The days that are compared: those that were asked for, else those of the file. */
	private record Days(LocalDate from, LocalDate to) {

		private static Days of(Parameters.Span span, UsageExport export) {
			List<LocalDate> told = export.days().keySet().stream().map(ModelDay::day).toList();
			if (told.isEmpty() && (span.from() == null || span.to() == null)) {
				throw new InvalidRequest("The usage export is empty; say by 'from' and 'to' which days it is about",
						"missing_required_parameter", "from");
			}
			LocalDate from = (span.from() != null) ? day(span.from()) : told.getFirst();
			LocalDate to = (span.to() != null) ? day(span.to()) : told.getLast().plusDays(1);
			return new Days(from, from.isBefore(to) ? to : from);
		}

		private static LocalDate day(Instant instant) {
			return LocalDate.ofInstant(instant, ZoneOffset.UTC);
		}

		private Instant fromInstant() {
			return this.from.atStartOfDay(ZoneOffset.UTC).toInstant();
		}

		private Instant toInstant() {
			return this.to.atStartOfDay(ZoneOffset.UTC).toInstant();
		}

		private UsageExport of(UsageExport export) {
			Map<ModelDay, Figures> within = new TreeMap<>(export.days());
			within.keySet().removeIf((day) -> day.day().isBefore(this.from) || !day.day().isBefore(this.to));
			return new UsageExport(export.measures(), within, export.complete());
		}

	}

}
