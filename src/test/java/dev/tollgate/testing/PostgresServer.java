package dev.tollgate.testing;

import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The PostgreSQL server of all tests that need nothing but an empty database; they are
 * skipped, and say so, where no Docker engine answers.
 */
public final class PostgresServer implements BeforeAllCallback {

	/** The server that all tests run with. */
	public static final String IMAGE = "postgres:18";

	private final String what;

	private @Nullable PostgreSQLContainer container;

	/**
	 * Creates the extension.
	 * @param what the tests, in the words that say what was skipped
	 */
	public PostgresServer(String what) {
		this.what = what;
	}

	/**
	 * Skips tests where no Docker engine answers.
	 * @param what the tests, in the words that say what was skipped
	 */
	public static void assumeDocker(String what) {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			System.out.println("SKIPPED: " + what + ", as no Docker engine answers");
			Assumptions.abort("no Docker engine answers");
		}
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		assumeDocker(this.what);
		// it goes with the last test, as Testcontainers has it
		this.container = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(PostgresServer.class))
			.computeIfAbsent(IMAGE, (image) -> start(), PostgreSQLContainer.class);
	}

	private static PostgreSQLContainer start() {
		PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
		container.start();
		return container;
	}

	/**
	 * A database in which nothing is.
	 * @return the data source, set as the gateway sets its own
	 */
	public DataSource empty() {
		DataSource dataSource = open(Objects.requireNonNull(this.container));
		new JdbcTemplate(dataSource).execute("drop schema public cascade; create schema public");
		return dataSource;
	}

	/**
	 * The database of a server.
	 * @param server the server
	 * @return the data source, set as the gateway sets its own
	 */
	public static DataSource open(PostgreSQLContainer server) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(server.getJdbcUrl());
		dataSource.setUser(server.getUsername());
		dataSource.setPassword(server.getPassword());
		dataSource.setReWriteBatchedInserts(true);
		dataSource.setOptions("-c jit=off");
		return dataSource;
	}

}
