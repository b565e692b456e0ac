package dev.tollgate.keys;

import javax.sql.DataSource;

import dev.tollgate.testing.PostgresServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Keys in PostgreSQL; skipped where no Docker engine answers.
 */
class PostgresKeyStoreTests extends KeyStoreContract {

	@RegisterExtension
	private static final PostgresServer server = new PostgresServer("keys in PostgreSQL");

	@Override
	DataSource database() {
		return server.empty();
	}

	@Override
	String migrations() {
		return "classpath:db/migration/postgresql";
	}

}
