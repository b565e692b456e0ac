package dev.tollgate.ledger;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import dev.tollgate.pricing.Usd;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Asks the database what was spent, between two batches of the writer, which has written
 * all that had ended before.
 */
final class WrittenSpending implements Spending {

	private static final int PATIENCE_SECONDS = 10;

	private final LedgerWriter writer;

	private final JdbcTemplate jdbc;

	WrittenSpending(LedgerWriter writer, DataSource database) {
		this.writer = writer;
		this.jdbc = new JdbcTemplate(database);
		this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
	}

	@Override
	public CompletableFuture<Map<Account, Usd>> of(Collection<Account> accounts) {
		return this.writer.whenWritten(() -> SpendingStatement.spent(this.jdbc, accounts));
	}

}
