package dev.tollgate.ledger;

import java.sql.SQLException;
import java.util.Set;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Gives up connections that would fail for ever although others would not: to a
 * PostgreSQL server that has become read-only, because a session keeps that mode, and to
 * an H2 database that closed itself, for instance over a full disk.
 */
final class UselessConnections implements SQLExceptionOverride {

	private static final Set<String> USELESS = Set.of(
			// PostgreSQL, read_only_sql_transaction
			"25006",
			// H2: DATABASE_IS_CLOSED, DATABASE_CALLED_AT_SHUTDOWN, IO_EXCEPTION_1 and _2
			"90098", "90121", "90028", "90031",
			// H2: OBJECT_CLOSED, which a connection to a closed database is
			"90007");

	@java.lang.Override
	public Override adjudicate(SQLException failure) {
		return USELESS.contains(String.valueOf(failure.getSQLState())) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
	}

}
