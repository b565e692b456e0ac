package dev.tollgate.ledger;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import dev.tollgate.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ledger in PostgreSQL; skipped where no Docker engine answers.
 */
class PostgresLedgerStoreTests extends LedgerStoreContract {

	@RegisterExtension
	private static final PostgresServer server = new PostgresServer("the ledger in PostgreSQL");

	@Override
	DataSource database() {
		return server.empty();
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
