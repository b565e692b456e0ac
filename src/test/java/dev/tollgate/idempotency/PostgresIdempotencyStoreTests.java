package dev.tollgate.idempotency;

import javax.sql.DataSource;

import dev.tollgate.testing.PostgresServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Idempotency keys in PostgreSQL; skipped where no Docker engine answers.
 */
class PostgresIdempotencyStoreTests extends IdempotencyStoreContract {

	@RegisterExtension
	private static final PostgresServer server = new PostgresServer("idempotency keys in PostgreSQL");

	@Override
	DataSource database() {
		return server.empty();
	}

	@Override
	String migrations() {
		return "classpath:db/migration/postgresql";
	}

}
