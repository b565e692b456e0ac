package dev.tollgate.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Set;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The embedded database.
 */
record H2(JdbcTemplate jdbc) implements Dialect {

	private static final int CHUNK = 10_000;

	@Override
	public String migrations() {
		return "classpath:db/migration/h2";
	}

	@Override
	public void makeRoom(Set<YearMonth> months) {
		// its tables have no partitions
	}

	@Override
	public void begin() {
		// it runs in this process, and waits for a lock a second by default
	}

	@Override
	public void forget() {
		// it remembers nothing
	}

	@Override
	public void sync() {
		this.jdbc.execute("checkpoint sync");
	}

	/**
	 * Deletes in small transactions, holds and requests first, as attempts belong to
	 * them.
	 */
	@Override
	public void dropBefore(Instant instant) {
		delete("hold", "started_at", instant);
		delete("request", "started_at", instant);
		delete("attempt", "request_started_at", instant);
	}

	private void delete(String table, String column, Instant instant) {
		String sql = "delete from " + table + " where " + column + " < ? fetch first " + CHUNK + " rows only";
		int deleted;
		do {
			deleted = this.jdbc.update(sql, Parameters.stored(instant).atOffset(ZoneOffset.UTC));
		}
		while (deleted == CHUNK);
	}

}
