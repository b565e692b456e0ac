package dev.tollgate.ledger;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ledger in PostgreSQL; skipped where no Docker engine answers.
 */
class PostgresLedgerStoreTests extends LedgerStoreContract {

	private static PostgreSQLContainer server;

	@BeforeAll
	static void start() {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			System.out.println("SKIPPED: the ledger in PostgreSQL, as no Docker engine answers");
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

	static DataSource open(PostgreSQLContainer server) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(server.getJdbcUrl());
		dataSource.setUser(server.getUsername());
		dataSource.setPassword(server.getPassword());
		dataSource.setReWriteBatchedInserts(true);
		dataSource.setOptions("-c jit=off");
		return dataSource;
	}

	@Override
	DataSource database() {
		DataSource dataSource = open(server);
		new JdbcTemplate(dataSource).execute("drop schema public cascade; create schema public");
		return dataSource;
	}

	@Test
	void replicasMayPrepareAndMakePartitionsAtTheSameTime() {
		new JdbcTemplate(this.dataSource).execute("drop schema public cascade; create schema public");
		List<CompletableFuture<Void>> replicas = IntStream.range(0, 4)
			.mapToObj((i) -> CompletableFuture.runAsync(() -> {
				JdbcLedgerStore replica = new JdbcLedgerStore(this.dataSource, "replica-" + i);
				replica.prepare();
				GeneratedRequests generated = new GeneratedRequests(i, 3);
				for (int month = 1; month <= 6; month++) {
					replica.write(List.of(generated.at(Instant.parse("2026-0" + month + "-01T00:00:00Z"))), List.of());
				}
			}))
			.toList();
		CompletableFuture.allOf(replicas.toArray(CompletableFuture[]::new)).join();
		assertThat(all()).hasSize(24);
	}

	@Test
	void aPartitionThatAnotherReplicaDroppedIsMadeAgain() {
		GeneratedRequests generated = new GeneratedRequests(1, 3);
		Instant old = Instant.parse("2026-01-31T23:59:59.999999Z");
		this.store.write(List.of(generated.at(old)), List.of());
		JdbcLedgerStore other = new JdbcLedgerStore(this.dataSource, "two");
		other.prepare();
		other.dropBefore(NOON);
		assertThat(all()).isEmpty();
		RecordedRequest late = generated.at(old);
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.store.write(List.of(late), List.of()));
		this.store.write(List.of(late), List.of());
		assertThat(all()).containsExactly(late);
	}

}
