package dev.tollgate.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger in a relational database, PostgreSQL or H2. One thread writes; any number of
 * replicas may, as no two of them ever write the same row.
 */
final class JdbcLedgerStore implements LedgerStore {

	private static final int BATCH = 1024;

	private final DataSource dataSource;

	private final String writer;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final TagSets tagSets;

	private @Nullable Dialect dialect;

	/**
	 * Makes the store, without a word to the database.
	 * @param dataSource the database
	 * @param writer the journal's id, the same after a restart
	 */
	JdbcLedgerStore(DataSource dataSource, String writer) {
		this.dataSource = dataSource;
		this.writer = writer;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.tagSets = new TagSets(this.jdbc, writer);
	}

	@Override
	public void prepare() {
		Dialect dialect = Dialect.of(this.dataSource);
		Flyway flyway = Flyway.configure(getClass().getClassLoader())
			.dataSource(unpooled(this.dataSource))
			.locations(dialect.migrations())
			.load();
		if (List.of(flyway.info().all()).stream().anyMatch((migration) -> migration.getState().isFailed())) {
			// H2 keeps half a migration, and the note that it failed; its statements can
			// be repeated
			flyway.repair();
		}
		flyway.migrate();
		this.dialect = dialect;
	}

	/** A migration that fails may keep its connections, which the pool would miss. */
	private static DataSource unpooled(DataSource dataSource) {
		if (!(dataSource instanceof HikariDataSource pool)) {
			return dataSource;
		}
		DriverManagerDataSource direct = new DriverManagerDataSource(String.valueOf(pool.getJdbcUrl()),
				String.valueOf(pool.getUsername()), String.valueOf(pool.getPassword()));
		direct.setConnectionProperties(pool.getDataSourceProperties());
		return direct;
	}

	private Dialect dialect() {
		Dialect dialect = this.dialect;
		if (dialect == null) {
			throw new IllegalStateException("The ledger's database is not prepared");
		}
		return dialect;
	}

	@Override
	public void write(List<RecordedRequest> ended, List<LedgerEntry> reserved) {
		if (ended.isEmpty() && reserved.isEmpty()) {
			return;
		}
		Batch batch = new Batch(ended, reserved);
		try {
			dialect().makeRoom(batch.months());
			this.transaction.executeWithoutResult((_) -> write(batch));
		}
		catch (RuntimeException ex) {
			dialect().forget();
			this.tagSets.forget();
			throw ex;
		}
	}

	private void write(Batch batch) {
		dialect().begin();
		batch.leaveOutEnded(ids(batch, "select id from request", (row, _) -> new Columns(row).id()));
		insert(LedgerRows.INSERT_REQUEST, batch.requests(), LedgerRows::request);
		insert(LedgerRows.INSERT_ATTEMPT, batch.attempts(), LedgerRows::attempt);
		if (batch.holdsAny()) {
			batch.leaveOutHeld(ids(batch, "select id, number from hold", (row, _) -> {
				Columns columns = new Columns(row);
				return new Call(columns.id(), columns.number());
			}));
			insert(LedgerRows.INSERT_HOLD, batch.holds(),
					(statement, entry) -> LedgerRows.hold(statement, entry, this.writer));
		}
		addUp(sums(batch.requests()));
	}

	/**
	 * Asks which rows of the batch are there: the same request always has the same start.
	 */
	private <T> Set<T> ids(Batch batch, String select, RowMapper<T> mapper) {
		return new HashSet<>(
				this.jdbc.query(select + " where id = any(?) and started_at >= ? and started_at <= ?", (statement) -> {
					Parameters parameters = new Parameters(statement);
					parameters.ids(batch.ids());
					parameters.instant(batch.first());
					parameters.instant(batch.last());
				}, mapper));
	}

	private <T> void insert(String sql, Collection<T> rows, ParameterizedPreparedStatementSetter<T> setter) {
		if (!rows.isEmpty()) {
			this.jdbc.batchUpdate(sql, rows, BATCH, setter);
		}
	}

	private List<HourlySum> sums(Collection<RecordedRequest> requests) {
		Map<HourlySum.Group, HourlySum> sums = new HashMap<>();
		for (RecordedRequest request : requests) {
			RequestFacts facts = request.request();
			String tags = this.tagSets.summed(HourlySum.Group.epochHour(facts.startedAt()),
					facts.identity().tags().toString());
			for (LedgerEntry entry : request.attempts()) {
				sums.computeIfAbsent(HourlySum.Group.of(entry, tags), HourlySum::new)
					.add(LedgerRows.settlement(entry), entry == request.last());
			}
		}
		return List.copyOf(sums.values());
	}

	/** The rows belong to this writer alone, so that nobody waits for anybody. */
	private void addUp(List<HourlySum> sums) {
		if (sums.isEmpty()) {
			return;
		}
		int[][] updated = this.jdbc.batchUpdate(HourlySum.UPDATE, sums, BATCH,
				(statement, sum) -> sum.update(statement, this.writer));
		List<HourlySum> missing = new ArrayList<>();
		for (int i = 0; i < sums.size(); i++) {
			if (updated[i / BATCH][i % BATCH] == 0) {
				missing.add(sums.get(i));
			}
		}
		insert(HourlySum.INSERT, missing, (statement, sum) -> sum.insert(statement, this.writer));
	}

	@Override
	public List<LedgerEntry> reserved() {
		return this.jdbc.query(
				"select " + LedgerRows.HOLD + " from hold h where writer = ? and not exists "
						+ "(select 1 from request r where r.id = h.id and r.started_at = h.started_at) "
						+ "order by started_at, id, number",
				(row, _) -> LedgerRows.hold(new Columns(row)), this.writer);
	}

	@Override
	public boolean isEmbedded() {
		return dialect() instanceof H2;
	}

	@Override
	public void sync() {
		dialect().sync();
	}

	@Override
	public void dropBefore(Instant instant) {
		dialect().dropBefore(instant);
	}

	/** A call to a provider. */
	private record Call(UUID request, int number) {

		static Call of(LedgerEntry entry) {
			return new Call(LedgerRows.id(entry), entry.attempt().number());
		}

	}

	/**
	 * What is to be written: each request and call once, what is there already left out.
	 */
	private static final class Batch {

		private final Map<UUID, RecordedRequest> ended = new LinkedHashMap<>();

		private final Map<Call, LedgerEntry> reserved = new LinkedHashMap<>();

		private final Map<UUID, Instant> starts = new HashMap<>();

		Batch(List<RecordedRequest> ended, List<LedgerEntry> reserved) {
			for (RecordedRequest request : ended) {
				UUID id = LedgerRows.id(request.last());
				this.ended.putIfAbsent(id, request);
				this.starts.put(id, request.request().startedAt());
			}
			for (LedgerEntry entry : reserved) {
				this.reserved.putIfAbsent(Call.of(entry), entry);
				this.starts.put(LedgerRows.id(entry), entry.request().startedAt());
			}
			this.reserved.keySet().removeIf((call) -> this.ended.containsKey(call.request()));
		}

		Set<YearMonth> months() {
			Set<YearMonth> months = new HashSet<>();
			this.starts.values().forEach((start) -> months.add(YearMonth.from(start.atOffset(ZoneOffset.UTC))));
			return months;
		}

		Collection<UUID> ids() {
			return this.starts.keySet();
		}

		Instant first() {
			return this.starts.values().stream().min(Instant::compareTo).orElseThrow();
		}

		Instant last() {
			return this.starts.values().stream().max(Instant::compareTo).orElseThrow();
		}

		void leaveOutEnded(Set<UUID> ids) {
			this.ended.keySet().removeAll(ids);
			this.reserved.keySet().removeIf((call) -> ids.contains(call.request()));
		}

		void leaveOutHeld(Set<Call> calls) {
			this.reserved.keySet().removeAll(calls);
		}

		Collection<RecordedRequest> requests() {
			return this.ended.values();
		}

		List<LedgerEntry> attempts() {
			return this.ended.values().stream().flatMap((request) -> request.attempts().stream()).toList();
		}

		boolean holdsAny() {
			return !this.reserved.isEmpty();
		}

		Collection<LedgerEntry> holds() {
			return this.reserved.values();
		}

	}

}
