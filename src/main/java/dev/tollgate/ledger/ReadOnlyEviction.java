package dev.tollgate.ledger;

import java.sql.SQLException;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Gives up connections to a PostgreSQL server that has become read-only: a session keeps
 * that mode, and a former primary server its connections, when another would write.
 */
final class ReadOnlyEviction implements SQLExceptionOverride {

	/** SQLSTATE {@code read_only_sql_transaction}. */
	private static final String READ_ONLY = "25006";

	@java.lang.Override
	public Override adjudicate(SQLException failure) {
		return READ_ONLY.equals(failure.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
	}

}
