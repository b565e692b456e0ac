package dev.tollgate.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * In what the databases differ.
 */
sealed interface Dialect permits H2, PostgreSql {

	/**
	 * The dialect of a database.
	 * @param dataSource the database
	 * @return what it speaks
	 */
	static Dialect of(DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		String product = jdbc
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		return switch (String.valueOf(product)) {
			case "H2" -> new H2(jdbc);
			case "PostgreSQL" -> new PostgreSql(dataSource);
			default -> throw new IllegalStateException("The ledger knows PostgreSQL and H2, not " + product);
		};
	}

	/** Where the migrations are. */
	String migrations();

	/**
	 * Sees to it that requests which started in these months (of UTC) can be inserted.
	 */
	void makeRoom(Set<YearMonth> months);

	/**
	 * Bounds how long the transaction that was begun may wait for others or be left
	 * alone.
	 */
	void begin();

	/** Forgets what it knows of the database's tables, after an error. */
	void forget();

	/** Makes sure that what was committed survives a loss of power. */
	void sync();

	/** Drops rows of requests that started before the instant. */
	void dropBefore(Instant instant);

}
