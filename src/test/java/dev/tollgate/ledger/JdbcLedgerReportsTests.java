package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

import dev.tollgate.chat.GatewayException.Unavailable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reports of a database that does not answer.
 */
class JdbcLedgerReportsTests {

	@Test
	void aFailingDatabaseIsUnavailable() {
		CountDownLatch none = new CountDownLatch(0);
		try (JdbcLedgerReports reports = new JdbcLedgerReports(new Broken(none))) {
			assertUnavailable(reports);
		}
	}

	@Test
	void reportsBeyondTheQueueAreRefusedAtOnce() {
		CountDownLatch latch = new CountDownLatch(1);
		try (JdbcLedgerReports reports = new JdbcLedgerReports(new Broken(latch))) {
			for (int i = 0; i < 103; i++) {
				var _ = page(reports).onErrorComplete().subscribe();
			}
			// every thread waits for the latch, so that only a refusal can answer
			assertUnavailable(reports);
			latch.countDown();
		}
	}

	@Test
	void aFailureOfOursIsNoOutage() {
		AbstractDataSource defect = new AbstractDataSource() {
			@Override
			public Connection getConnection() {
				throw new ArithmeticException("a defect");
			}

			@Override
			public Connection getConnection(String username, String password) {
				return getConnection();
			}
		};
		try (JdbcLedgerReports reports = new JdbcLedgerReports(defect)) {
			assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> page(reports).block());
		}
	}

	private static void assertUnavailable(JdbcLedgerReports reports) {
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> page(reports).block())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("ledger_unavailable"));
	}

	private static Mono<RequestPage> page(JdbcLedgerReports reports) {
		return reports.requests(RequestFilter.ALL, 10, null);
	}

	/** Refuses connections, once a latch is open. */
	private static final class Broken extends AbstractDataSource {

		private final CountDownLatch latch;

		Broken(CountDownLatch latch) {
			this.latch = latch;
		}

		@Override
		public Connection getConnection() throws SQLException {
			try {
				this.latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new SQLException("no connection");
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
