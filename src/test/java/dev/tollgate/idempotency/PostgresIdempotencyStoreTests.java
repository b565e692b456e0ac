package dev.tollgate.idempotency;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Idempotency keys in PostgreSQL; skipped where no Docker engine answers.
 */
class PostgresIdempotencyStoreTests extends IdempotencyStoreContract {

	private static PostgreSQLContainer server;

	@BeforeAll
	static void start() {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			System.out.println("SKIPPED: idempotency keys in PostgreSQL, as no Docker engine answers");
			Assumptions.abort("no Docker engine answers");
		}
		server = new PostgreSQLContainer("postgres:18");
		server.start();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.stop();
		}
	}

	@Override
	DataSource database() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(server.getJdbcUrl());
		dataSource.setUser(server.getUsername());
		dataSource.setPassword(server.getPassword());
		new JdbcTemplate(dataSource).execute("drop schema public cascade; create schema public");
		return dataSource;
	}

	@Override
	String migrations() {
		return "classpath:db/migration/postgresql";
	}

}
