package dev.tollgate.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ledger in the embedded database.
 */
class H2LedgerStoreTests extends LedgerStoreContract {

	/** What a committed row needs to survive the death of the process. */
	static final String SETTINGS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

	@TempDir
	Path folder;

	static DataSource open(Path folder) {
		return JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("ledger") + SETTINGS, "sa", "");
	}

	@Override
	DataSource database() {
		return open(this.folder);
	}

	@AfterEach
	void shutDown() {
		new JdbcTemplate(this.dataSource).execute("shutdown immediately");
	}

	@Test
	void whatWasCommittedSurvivesTheDeathOfTheProcess(@TempDir Path other) throws Exception {
		Process writer = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), Writer.class.getName(), other.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (var output = writer.inputReader(StandardCharsets.UTF_8)) {
			assertThat(output.lines().anyMatch("written"::equals)).isTrue();
		}
		finally {
			writer.destroyForcibly().onExit().join();
		}
		DataSource reopened = open(other);
		JdbcLedgerStore store = new JdbcLedgerStore(reopened, "one");
		store.prepare();
		try (JdbcLedgerReports reports = new JdbcLedgerReports(reopened)) {
			List<RecordedRequest> read = get(reports.requests(RequestFilter.ALL, 1000, null)).requests();
			assertThat(read).containsExactly(new GeneratedRequests(1, 3).at(NOON));
			assertThat(get(reports.costs(new CostQuery(List.of(), null, null))).getFirst().requests()).isEqualTo(1);
		}
		finally {
			new JdbcTemplate(reopened).execute("shutdown immediately");
		}
	}

	/** Writes one request, says so, and waits for its death. */
	static final class Writer {

		private Writer() {
		}

		static void main(String[] arguments) throws IOException {
			JdbcLedgerStore store = new JdbcLedgerStore(open(Path.of(arguments[0])), "one");
			store.prepare();
			store.write(List.of(new GeneratedRequests(1, 3).at(NOON)), List.of());
			System.out.println("written");
			System.exit(System.in.read());
		}

	}

}
