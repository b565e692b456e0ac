package dev.tollgate.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.Tags;
import dev.tollgate.ledger.CostQuery.Grouping;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sums costs: whole hours from their sums, the parts of hours at both ends from the rows
 * themselves, in one statement and so of one moment.
 */
final class CostStatement {

	/** The value of a tag that was not summed apart. */
	static final String OTHER_TAGS = "(other)";

	private static final String HOURS = "select epoch_hour, " + HourlySum.GROUP + ", " + HourlySum.SUMS
			+ " from hourly_sum where epoch_hour >= ? and epoch_hour < ?";

	private static final String ROWS = "select cast(? as integer) as epoch_hour, a.provider, a.model, "
			+ "coalesce(a.price_window, 'standard') as price_window, r.team, r.api_key, r.route, r.tags, "
			+ "cast(case when a.number = r.attempts then 1 else 0 end as bigint) as requests, "
			+ LedgerRows.TOKENS.replaceAll("[a-z_]+", "a.$0") + ", " + amount("cost_pico") + ", "
			+ amount("saved_window_pico") + ", " + amount("saved_cache_pico")
			+ ", case when a.cost_pico is null then a.input + a.output else 0 end as unpriced_tokens "
			+ "from request r join attempt a on a.request_id = r.id and a.request_started_at = r.started_at "
			+ "where r.started_at >= ? and r.started_at < ? "
			+ "and a.request_started_at >= ? and a.request_started_at < ?";

	private static final Comparator<CostSum> ORDER = (one, two) -> {
		Comparator<@Nullable String> values = Comparator.nullsLast(Comparator.naturalOrder());
		for (int i = 0; i < one.group().size(); i++) {
			int order = values.compare(one.group().get(i), two.group().get(i));
			if (order != 0) {
				return order;
			}
		}
		return 0;
	};

	private final CostQuery query;

	private final Hours hours;

	private final List<String> columns;

	private final Map<String, Map<String, @Nullable String>> tags = new HashMap<>();

	private final Map<List<@Nullable String>, CostSum> sums = new HashMap<>();

	CostStatement(CostQuery query) {
		this.query = query;
		this.hours = Hours.of(query);
		Set<String> columns = new LinkedHashSet<>();
		query.groupBy().forEach((grouping) -> columns.add(column(grouping)));
		this.columns = List.copyOf(columns);
	}

	private static String amount(String column) {
		return "cast(coalesce(a." + column + ", 0) as numeric(38)) as " + column;
	}

	private static String column(Grouping grouping) {
		return switch (grouping.dimension()) {
			case PROVIDER -> "provider";
			case MODEL -> "model";
			case WINDOW -> "price_window";
			case TEAM -> "team";
			case KEY -> "api_key";
			case ROUTE -> "route";
			case DAY -> "epoch_hour / 24";
			case HOUR -> "epoch_hour";
			case TAG -> "tags";
		};
	}

	List<CostSum> sums(JdbcTemplate jdbc) {
		jdbc.query(sql(), this::set, (ResultSet row) -> add(row));
		List<CostSum> ordered = new ArrayList<>(this.sums.values());
		ordered.sort(ORDER);
		return ordered;
	}

	private String sql() {
		// each part is summed by itself, so that the rows at the ends do not slow down
		// the rest
		boolean one = this.query.key() != null;
		return sums(HOURS + (one ? " and api_key = ?" : ""))
				+ (" union all " + sums(ROWS + (one ? " and r.api_key = ?" : ""))).repeat(this.hours.parts().size());
	}

	private String sums(String part) {
		String group = String.join(", ", this.columns);
		String sums = HourlySum.SUMS.replaceAll("[a-z_]+", "coalesce(sum($0), 0)");
		return "select " + (group.isEmpty() ? "" : group + ", ") + sums + " from (" + part + ") as part"
				+ (group.isEmpty() ? "" : " group by " + group);
	}

	private void set(PreparedStatement statement) throws SQLException {
		Parameters parameters = new Parameters(statement);
		parameters.number(this.hours.first());
		parameters.number(this.hours.end());
		key(parameters);
		for (Part part : this.hours.parts()) {
			parameters.number(HourlySum.Group.epochHour(part.from()));
			parameters.instant(part.from());
			parameters.instant(part.to());
			parameters.instant(part.from());
			parameters.instant(part.to());
			key(parameters);
		}
	}

	private void key(Parameters parameters) throws SQLException {
		if (this.query.key() != null) {
			parameters.text(this.query.key());
		}
	}

	private void add(ResultSet row) throws SQLException {
		Columns columns = new Columns(row);
		Map<String, String> values = new HashMap<>();
		for (String column : this.columns) {
			values.put(column, columns.text());
		}
		List<@Nullable String> group = new ArrayList<>();
		for (Grouping grouping : this.query.groupBy()) {
			group.add(value(grouping, values.getOrDefault(column(grouping), "")));
		}
		CostSum sum = new CostSum(Collections.unmodifiableList(group), columns.count(), columns.usage(),
				columns.dollars(), columns.dollars(), columns.dollars(), columns.count());
		this.sums.merge(group, sum, CostStatement::sum);
	}

	private @Nullable String value(Grouping grouping, String stored) {
		return switch (grouping.dimension()) {
			case PROVIDER, MODEL, WINDOW, TEAM, KEY, ROUTE -> stored;
			case DAY -> LocalDate.ofEpochDay(Long.parseLong(stored)).toString();
			case HOUR -> Instant.ofEpochSecond(Long.parseLong(stored) * 3600).toString();
			case TAG -> tag(String.valueOf(grouping.tag()), stored);
		};
	}

	private @Nullable String tag(String name, String stored) {
		return this.tags.computeIfAbsent(name, (_) -> new HashMap<>())
			.computeIfAbsent(stored,
					(text) -> text.equals(TagSets.OTHER) ? OTHER_TAGS : Tags.stored(text).values().get(name));
	}

	private static CostSum sum(CostSum one, CostSum two) {
		return new CostSum(one.group(), Math.addExact(one.requests(), two.requests()),
				HourlySum.sum(one.usage(), two.usage()), one.cost().add(two.cost()).stripTrailingZeros(),
				one.savedByWindow().add(two.savedByWindow()).stripTrailingZeros(),
				one.savedByCache().add(two.savedByCache()).stripTrailingZeros(),
				Math.addExact(one.unpricedTokens(), two.unpricedTokens()));
	}

	/** A part of an hour. */
	private record Part(Instant from, Instant to) {
	}

	/**
	 * A span in whole hours and what is left of it.
	 *
	 * @param first the first whole hour
	 * @param end the hour behind the last whole one; the first one where there is none
	 * @param parts what is left before and behind them
	 */
	private record Hours(int first, int end, List<Part> parts) {

		static Hours of(CostQuery query) {
			Instant from = (query.from() != null) ? RequestStatements.notBefore(query.from()) : null;
			Instant to = (query.to() != null) ? RequestStatements.notBefore(query.to()) : null;
			if (from != null && to != null && !from.isBefore(to)) {
				return new Hours(0, 0, List.of());
			}
			int first = (from != null) ? HourlySum.Group.epochHour(from.plusSeconds(3600).minusNanos(1))
					: Integer.MIN_VALUE;
			int end = (to != null) ? HourlySum.Group.epochHour(to) : Integer.MAX_VALUE;
			if (from != null && to != null && first > end) {
				return new Hours(0, 0, List.of(new Part(from, to)));
			}
			List<Part> parts = new ArrayList<>();
			if (from != null && from.isBefore(start(first))) {
				parts.add(new Part(from, start(first)));
			}
			if (to != null && start(end).isBefore(to)) {
				parts.add(new Part(start(end), to));
			}
			return new Hours(first, end, List.copyOf(parts));
		}

		private static Instant start(int epochHour) {
			return Instant.ofEpochSecond(epochHour * 3600L);
		}

	}

}
