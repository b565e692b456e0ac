package dev.tollgate.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads pages of requests, newest first, each page where the one before ended.
 */
final class RequestStatements {

	// both databases order UUIDs as bytes, Java does not
	private static final Comparator<RequestCursor> NEWEST = Comparator.comparing(RequestCursor::startedAt)
		.thenComparing((cursor) -> cursor.id().value(),
				(one, two) -> (one.getMostSignificantBits() != two.getMostSignificantBits())
						? Long.compareUnsigned(one.getMostSignificantBits(), two.getMostSignificantBits())
						: Long.compareUnsigned(one.getLeastSignificantBits(), two.getLeastSignificantBits()))
		.reversed();

	private static final String ORDER = "started_at desc, id desc fetch first ? rows only";

	private static final String OPEN = " and not exists (select 1 from request r where r.id = h.id "
			+ "and r.started_at = h.started_at)";

	private final JdbcTemplate jdbc;

	RequestStatements(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	RequestPage page(RequestFilter filter, int limit, @Nullable RequestCursor after) {
		Where where = new Where(filter, after);
		// first what is under way: what ends meanwhile is then found among what has ended
		List<RequestFacts> found = facts("select distinct " + LedgerRows.REQUEST + " from hold h" + where.sql + OPEN,
				where, limit);
		found.addAll(facts("select " + LedgerRows.REQUEST + " from request" + where.sql, where, limit));
		Map<RequestCursor, RequestFacts> requests = new HashMap<>();
		found.forEach((request) -> requests.put(cursor(request), request));
		List<RequestCursor> page = requests.keySet().stream().sorted(NEWEST).limit(limit).toList();
		RequestCursor next = (requests.size() > limit) ? page.getLast() : null;
		return new RequestPage(load(page, requests), next);
	}

	private List<RequestFacts> facts(String select, Where where, int limit) {
		return this.jdbc.query(select + " order by " + where.prefix + ORDER, (statement) -> {
			Parameters parameters = new Parameters(statement);
			where.set(parameters);
			parameters.number(limit + 1);
		}, (row, _) -> LedgerRows.request(new Columns(row)));
	}

	private static RequestCursor cursor(RequestFacts request) {
		return new RequestCursor(request.startedAt(), request.identity().id());
	}

	private List<RecordedRequest> load(List<RequestCursor> page, Map<RequestCursor, RequestFacts> found) {
		Map<UUID, RequestFacts> byId = new LinkedHashMap<>();
		for (RequestCursor cursor : page) {
			byId.put(cursor.id().value(), found.get(cursor));
		}
		Map<UUID, List<LedgerEntry>> attempts = new HashMap<>();
		if (!page.isEmpty()) {
			String select = "select " + LedgerRows.ATTEMPT + " from attempt where request_id = any(?) "
					+ "and request_started_at >= ? and request_started_at <= ? order by request_id, number";
			this.jdbc.query(select, (statement) -> bounds(statement, byId.keySet(), page), (row) -> {
				Columns columns = new Columns(row);
				RequestFacts request = byId.get(columns.id());
				if (request != null) {
					LedgerEntry entry = LedgerRows.attempt(columns, request);
					attempts.computeIfAbsent(LedgerRows.id(entry), (_) -> new ArrayList<>()).add(entry);
				}
			});
		}
		Collection<UUID> open = byId.keySet().stream().filter((id) -> !attempts.containsKey(id)).toList();
		if (!open.isEmpty()) {
			String select = "select " + LedgerRows.HOLD + " from hold where id = any(?) "
					+ "and started_at >= ? and started_at <= ? order by id, number";
			this.jdbc.query(select, (statement) -> bounds(statement, open, page), (row) -> {
				LedgerEntry entry = LedgerRows.hold(new Columns(row));
				attempts.computeIfAbsent(LedgerRows.id(entry), (_) -> new ArrayList<>()).add(entry);
			});
		}
		// a request whose rows are being dropped just now is left out
		List<RecordedRequest> requests = new ArrayList<>();
		for (UUID id : byId.keySet()) {
			List<LedgerEntry> entries = attempts.get(id);
			if (entries != null) {
				requests.add(new RecordedRequest(entries));
			}
		}
		return requests;
	}

	private static void bounds(PreparedStatement statement, Collection<UUID> ids, List<RequestCursor> page)
			throws SQLException {
		Parameters parameters = new Parameters(statement);
		parameters.ids(ids);
		parameters.instant(page.getLast().startedAt());
		parameters.instant(page.getFirst().startedAt());
	}

	/** The first instant that the databases can keep and that is not before another. */
	static Instant notBefore(Instant instant) {
		Instant stored = Parameters.stored(instant);
		return stored.equals(instant) ? stored : stored.plus(1, ChronoUnit.MICROS);
	}

	/** The conditions of a page, with their parameters. */
	private static final class Where {

		private final StringBuilder sql = new StringBuilder(" where 1 = 1");

		private final List<Parameter> parameters = new ArrayList<>();

		// H2 reads rows in the order of an index only if all its columns are named
		private final String prefix;

		Where(RequestFilter filter, @Nullable RequestCursor after) {
			// an id is looked up in each partition: its time is not exactly the request's
			// start
			if (filter.id() != null) {
				UUID id = filter.id().value();
				and("id = ?", (parameters) -> parameters.id(id));
			}
			this.prefix = (filter.key() != null) ? "api_key, " : (filter.team() != null) ? "team, " : "";
			text("client_request_id", filter.clientRequestId());
			text("api_key", filter.key());
			text("team", filter.team());
			instant("started_at >= ?", filter.from());
			instant("started_at < ?", filter.to());
			if (after != null) {
				// the first condition follows from the second, but only it picks
				// partitions and H2's index
				and("started_at <= ?", (parameters) -> parameters.instant(after.startedAt()));
				and("(started_at, id) < (?, ?)", (parameters) -> {
					parameters.instant(after.startedAt());
					parameters.id(after.id().value());
				});
			}
		}

		private void text(String column, @Nullable String value) {
			if (value != null) {
				and(column + " = ?", (parameters) -> parameters.text(value));
			}
		}

		private void instant(String condition, @Nullable Instant instant) {
			if (instant != null) {
				and(condition, (parameters) -> parameters.instant(notBefore(instant)));
			}
		}

		private void and(String condition, Parameter parameter) {
			this.sql.append(" and ").append(condition);
			this.parameters.add(parameter);
		}

		void set(Parameters statement) throws SQLException {
			for (Parameter parameter : this.parameters) {
				parameter.set(statement);
			}
		}

	}

	/** Sets what one condition needs. */
	private interface Parameter {

		void set(Parameters parameters) throws SQLException;

	}

}
