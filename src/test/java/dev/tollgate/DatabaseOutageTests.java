package dev.tollgate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever becomes of the database while calls go on, no caller notices, and in the end
 * it has every call once. Skipped where no Docker engine answers.
 */
class DatabaseOutageTests {

	private static final int SECONDS = Integer.getInteger("tollgate.outage-seconds", 2);

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static OutageDatabase database;

	private static ConfigurableApplicationContext application;

	private static GatewayCaller gateway;

	@BeforeAll
	static void start(@TempDir Path data) {
		database = OutageDatabase.start();
		application = database.gateway(data);
		gateway = new GatewayCaller(application.getEnvironment());
		// outages are of a database that is in use, not of one that is being prepared
		Awaitility.await().atMost(PATIENCE).until(() -> gateway.get("/admin/requests").statusCode() == 200);
	}

	@AfterAll
	static void stop() {
		if (database != null) {
			if (application != null) {
				gateway.close();
				application.close();
			}
			database.close();
		}
	}

	@AfterEach
	void restore() {
		database.network().restore();
	}

	private static long pending() {
		return (long) gateway.metric("tollgate_ledger_pending_rows");
	}

	@Test
	void itsAddressIsUnreachable() throws Exception {
		survive("unreachable", database.network()::cut, database.network()::restore);
	}

	@Test
	void itFallsSilent() throws Exception {
		survive("silent", database.network()::freeze, database.network()::restore);
	}

	@Test
	void itIsRestarted() throws Exception {
		survive("restarted", () -> {
			database.network().cut();
			database.restart();
		}, database.network()::restore);
	}

	@Test
	void itIsReadOnly() throws Exception {
		String mode = "alter database test set default_transaction_read_only = ";
		survive("read-only",
				() -> database.execute(mode + "on",
						"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tollgate'"),
				() -> database.execute("set default_transaction_read_only = off", mode + "off"));
	}

	@Test
	void aTableIsLocked() throws Exception {
		try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			survive("locked", () -> statement.execute("lock table request in access exclusive mode"),
					connection::rollback);
		}
	}

	@Test
	void itsConnectionsAreForgottenInTheMiddleOfAWrite() throws Exception {
		Random random = new Random();
		survive("forgotten", () -> {
			// until there is a transaction that nobody will end
			do {
				afterBytes(() -> database.network().abandonAfter(2_000 + random.nextInt(20_000)));
			}
			while (!database.isLeftInTransaction());
		}, () -> {
		});
	}

	private static void afterBytes(Runnable end) {
		long before = database.network().ends();
		end.run();
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> database.network().ends() > before);
	}

	@Test
	void itsConnectionsBreakInTheMiddleOfWritesAndCommits() {
		Random random = new Random();
		try (SteadyLoad load = SteadyLoad.start(gateway, "broken")) {
			for (int i = 0; i < 25; i++) {
				afterBytes(() -> database.network().resetAfter(2_000 + random.nextInt(20_000)));
			}
			settleDown(load);
		}
	}

	@Test
	void itIsSlow() throws Exception {
		survive("slow", () -> database.network().slow(Duration.ofMillis(40)), database.network()::restore);
	}

	/** Calls go on before, during and after an outage. */
	private void survive(String run, Action begin, Action end) throws Exception {
		try (SteadyLoad load = SteadyLoad.start(gateway, run)) {
			Awaitility.await().atMost(PATIENCE).until(() -> load.answered() >= 20);
			begin.run();
			long began = System.nanoTime();
			int before = load.answered();
			Awaitility.await()
				.atMost(PATIENCE.plusSeconds(SECONDS))
				.until(() -> System.nanoTime() - began > Duration.ofSeconds(SECONDS).toNanos()
						&& (pending() >= 20 || run.equals("slow") || run.equals("forgotten"))
						&& load.answered() >= before + 50);
			end.run();
			long most = pending();
			long ended = System.nanoTime();
			settleDown(load);
			System.out.printf("Database %s: %d rows waited, none %d ms after it was back%n", run, most,
					Duration.ofNanos(System.nanoTime() - ended).toMillis());
		}
	}

	private static void settleDown(SteadyLoad load) {
		int before = load.answered();
		Awaitility.await().atMost(PATIENCE).until(() -> load.answered() >= before + 20);
		load.stop();
		assertThat(load.failures()).isEmpty();
		Awaitility.await().atMost(PATIENCE).until(() -> pending() == 0);
		load.checkLedger();
	}

	/** Something that is done to the database. */
	private interface Action {

		void run() throws Exception;

	}

}
