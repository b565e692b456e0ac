package dev.tollgate.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tollgate.ledger.CostQuery.Dimension;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.testing.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Fills PostgreSQL with a month of requests in about a thousand groups and prints how
 * fast rows are written and reports answered. It runs only when it is named:
 * {@code mvn -q -B test -Dtest=LedgerBenchmark -Dledger.requests=10000000}. With
 * {@code -Dledger.copies=9} the database itself makes nine more of each row that was
 * written, which is faster.
 */
class LedgerBenchmark {

	private static final int REQUESTS = Integer.getInteger("ledger.requests", 200_000);

	private static final int COPIES = Integer.getInteger("ledger.copies", 0);

	private static final int BATCH = 5000;

	// two models, two windows, two keys and three sets of tags each
	private static final int TEAMS = 42;

	private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");

	private static final Duration MONTH = Duration.ofDays(30);

	@Test
	void writesAndReports() {
		((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.WARN);
		try (PostgreSQLContainer server = new PostgreSQLContainer(PostgresServer.IMAGE)) {
			server.withSharedMemorySize(1L << 30).start();
			DataSource dataSource = PostgresServer.open(server);
			write(dataSource);
			copy(new JdbcTemplate(dataSource));
			size(dataSource);
			try (JdbcLedgerReports reports = new JdbcLedgerReports(dataSource)) {
				costs(reports);
				pages(reports);
			}
		}
	}

	private void write(DataSource dataSource) {
		JdbcLedgerStore store = new JdbcLedgerStore(dataSource, "one");
		store.prepare();
		GeneratedRequests generated = new GeneratedRequests(1, TEAMS);
		long step = MONTH.toNanos() / REQUESTS;
		long writing = 0;
		long rows = 0;
		for (int written = 0; written < REQUESTS; written += BATCH) {
			List<RecordedRequest> batch = new ArrayList<>();
			for (int i = 0; i < BATCH; i++) {
				batch.add(generated.at(BEGIN.plusNanos(step * (written + i))));
			}
			long begin = System.nanoTime();
			store.write(batch, List.of());
			writing += System.nanoTime() - begin;
			rows += batch.stream().mapToLong((request) -> 1 + request.attempts().size()).sum();
			if ((written + BATCH) % 500_000 == 0) {
				print("%,d requests, so far %,d requests/s, %,d rows/s%n", written + BATCH,
						(written + BATCH) * 1_000_000_000L / writing, rows * 1_000_000_000L / writing);
			}
		}
		print("wrote %,d requests in %,d s: %,d requests/s, %,d rows/s%n", REQUESTS, writing / 1_000_000_000L,
				REQUESTS * 1_000_000_000L / writing, rows * 1_000_000_000L / writing);
	}

	private void copy(JdbcTemplate jdbc) {
		jdbc.execute("create table original as select id from request");
		for (int i = 1; i <= COPIES; i++) {
			jdbc.execute(copy(jdbc, "request", "id", i));
			jdbc.execute(copy(jdbc, "attempt", "request_id", i));
		}
		String sums = Arrays.stream(HourlySum.SUMS.split(", "))
			.map((column) -> column + " = " + column + " * " + (COPIES + 1))
			.collect(Collectors.joining(", "));
		jdbc.execute("update hourly_sum set " + sums);
		jdbc.execute("vacuum analyze");
	}

	private static String copy(JdbcTemplate jdbc, String table, String id, int number) {
		String others = String.join(", ",
				jdbc.queryForList(
						"select column_name from information_schema.columns "
								+ "where table_name = ? and column_name <> ? order by ordinal_position",
						String.class, table, id));
		return "insert into " + table + " (" + id + ", " + others + ") select uuid(md5(" + id + "::text || " + number
				+ ")), " + others + " from " + table + " where " + id + " in (select id from original)";
	}

	private void size(DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		for (String table : List.of("request_2026_10", "attempt_2026_10", "hourly_sum")) {
			String sql = "select count(*) || ' rows, ' || pg_size_pretty(pg_total_relation_size('" + table
					+ "')) || ' with indexes' from " + table;
			print("%s: %s%n", table, jdbc.queryForList(sql, String.class).getFirst());
		}
	}

	private void costs(JdbcLedgerReports reports) {
		Grouping provider = new Grouping(Dimension.PROVIDER, null);
		Grouping model = new Grouping(Dimension.MODEL, null);
		Grouping window = new Grouping(Dimension.WINDOW, null);
		Grouping day = new Grouping(Dimension.DAY, null);
		Grouping tag = new Grouping(Dimension.TAG, "project");
		Instant from = BEGIN.plusSeconds(1234);
		Instant to = BEGIN.plus(MONTH).minusSeconds(4321);
		cost(reports, "provider,model,window", new CostQuery(List.of(provider, model, window), null, null));
		cost(reports, "day", new CostQuery(List.of(day), null, null));
		cost(reports, "tag:project", new CostQuery(List.of(tag), null, null));
		cost(reports, "team,key", new CostQuery(
				List.of(new Grouping(Dimension.TEAM, null), new Grouping(Dimension.KEY, null)), null, null));
		cost(reports, "nothing", new CostQuery(List.of(), null, null));
		cost(reports, "provider,model,window with odd edges",
				new CostQuery(List.of(provider, model, window), from, to));
		cost(reports, "tag:project of half an hour", new CostQuery(List.of(tag), from.plus(Duration.ofDays(9)),
				from.plus(Duration.ofDays(9)).plusSeconds(1800)));
		cost(reports, "provider of one day",
				new CostQuery(List.of(provider), BEGIN.plus(Duration.ofDays(9)), BEGIN.plus(Duration.ofDays(10))));
	}

	private void cost(JdbcLedgerReports reports, String name, CostQuery query) {
		time("costs by " + name, () -> LedgerStoreContract.get(reports.costs(query)).size() + " groups");
	}

	private void pages(JdbcLedgerReports reports) {
		RequestCursor middle = new RequestCursor(BEGIN.plus(Duration.ofDays(15)),
				new GeneratedRequests(2, TEAMS).at(BEGIN).request().identity().id());
		RecordedRequest known = page(reports, RequestFilter.ALL, middle).getFirst();
		RequestFacts facts = known.request();
		time("newest page", () -> page(reports, RequestFilter.ALL, null).size());
		time("page in the middle", () -> page(reports, RequestFilter.ALL, middle).size());
		time("page of a key",
				() -> page(reports, new RequestFilter(null, null, facts.key(), null, null, null), null).size());
		time("page of a team, from the middle",
				() -> page(reports, new RequestFilter(null, null, null, facts.team(), null, null), middle).size());
		time("by id", () -> page(reports, new RequestFilter(facts.identity().id(), null, null, null, null, null), null)
			.size());
		time("by the caller's id",
				() -> page(reports, new RequestFilter(null, "client-1234567", null, null, null, null), null).size());
		time("key that nobody has",
				() -> page(reports, new RequestFilter(null, null, "nobody", null, null, null), null).size());
	}

	private static List<RecordedRequest> page(JdbcLedgerReports reports, RequestFilter filter,
			@Nullable RequestCursor after) {
		return LedgerStoreContract.get(reports.requests(filter, 100, after)).requests();
	}

	private static void time(String name, Supplier<Object> report) {
		long[] micros = new long[5];
		Object result = "";
		for (int i = 0; i < micros.length; i++) {
			long begin = System.nanoTime();
			result = report.get();
			micros[i] = (System.nanoTime() - begin) / 1000;
		}
		long first = micros[0];
		Arrays.sort(micros);
		print("%s (%s): first %,d ms, median of five %,d us%n", name, result, first / 1000, micros[2]);
	}

	private static void print(String format, Object... arguments) {
		System.out.printf(Locale.ROOT, format, arguments);
	}

}
