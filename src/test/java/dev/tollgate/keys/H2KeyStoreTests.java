package dev.tollgate.keys;

import java.nio.file.Path;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keys in the embedded database.
 */
class H2KeyStoreTests extends KeyStoreContract {

	@TempDir
	private Path folder = Path.of("");

	private @Nullable DataSource dataSource;

	@Override
	DataSource database() {
		JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + this.folder.resolve("ledger"), "sa", "");
		this.dataSource = pool;
		return pool;
	}

	@Override
	String migrations() {
		return "classpath:db/migration/h2";
	}

	@AfterEach
	void shutDown() {
		if (this.dataSource != null) {
			new JdbcTemplate(this.dataSource).execute("shutdown immediately");
		}
	}

}
