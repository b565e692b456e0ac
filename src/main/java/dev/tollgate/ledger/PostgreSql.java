package dev.tollgate.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * PostgreSQL, whose tables have a partition for each month of UTC.
 */
final class PostgreSql implements Dialect {

	private static final List<String> TABLES = List.of("request", "attempt", "hold");

	// only one replica at a time makes or drops partitions; any number that nobody else
	// takes
	private static final String ALONE = "select pg_advisory_xact_lock(7467615847)";

	// A server does not notice a client that has vanished while it waits for a lock or
	// for
	// the client's next word, for hours by default. Such a transaction would hold the
	// rows
	// that the next try writes again, and a few more with every try.
	private static final String IMPATIENT = "set local lock_timeout = '5s'; "
			+ "set local idle_in_transaction_session_timeout = '5s'";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Set<YearMonth> known = new HashSet<>();

	PostgreSql(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
	}

	@Override
	public String migrations() {
		return "classpath:db/migration/postgresql";
	}

	@Override
	public void makeRoom(Set<YearMonth> months) {
		if (this.known.containsAll(months)) {
			return;
		}
		this.transaction.executeWithoutResult((_) -> {
			begin();
			this.jdbc.execute(ALONE);
			months.stream().filter((month) -> !this.known.contains(month)).forEach(this::partition);
		});
		this.known.addAll(months);
	}

	private void partition(YearMonth month) {
		for (String table : TABLES) {
			String name = name(table, month);
			if (!exists(name)) {
				// attached, not created as a partition: that would lock out every reader
				// of the table
				this.jdbc.execute("create table " + name + " (like " + table + " including defaults)");
				this.jdbc.execute("alter table " + table + " attach partition " + name + " for values from ('"
						+ begin(month) + "') to ('" + begin(month.plusMonths(1)) + "')");
			}
		}
	}

	private boolean exists(String name) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("select to_regclass(?) is not null", Boolean.class, name));
	}

	private static String name(String table, YearMonth month) {
		return table + "_" + month.toString().replace('-', '_');
	}

	private static Instant begin(YearMonth month) {
		return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	@Override
	public void begin() {
		this.jdbc.execute(IMPATIENT);
	}

	/** Another replica may have dropped a partition that was there. */
	@Override
	public void forget() {
		this.known.clear();
	}

	/** Nothing is left to do: a commit has already waited for the write-ahead log. */
	@Override
	public void sync() {
		// as long as synchronous_commit is on, which is the server's default
	}

	/**
	 * Drops the partitions of the months that lie wholly before the instant. The rest of
	 * its own month stays until that month is over: no row is deleted one by one.
	 */
	@Override
	public void dropBefore(Instant instant) {
		YearMonth end = YearMonth.from(instant.atOffset(ZoneOffset.UTC));
		this.transaction.executeWithoutResult((_) -> {
			// rather try again later than let everybody queue behind a report that runs
			begin();
			this.jdbc.execute(ALONE);
			for (YearMonth month : months()) {
				if (month.isBefore(end)) {
					TABLES.forEach((table) -> this.jdbc.execute("drop table if exists " + name(table, month)));
				}
			}
		});
		forget();
	}

	private List<YearMonth> months() {
		return this.jdbc.query("""
				select right(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid
				where i.inhparent = 'request'::regclass order by 1""",
				(row, _) -> YearMonth.parse(new Columns(row).text().replace('_', '-')));
	}

}
