package dev.tollgate.ledger;

import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.pricing.PriceBook;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the ledger together. What is destroyed first is the writer, then the journal.
 */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

	/**
	 * The embedded database, where no other is named. The journal keeps what the database
	 * has not synced, so that it need not sync on every commit.
	 */
	@Bean
	@ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "embedded")
	JdbcConnectionDetails embeddedDatabase(LedgerProperties properties) {
		String file = properties.dataDir().toAbsolutePath().normalize().resolve("ledger").toString();
		return new JdbcConnectionDetails() {

			@Override
			public String getJdbcUrl() {
				return "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
			}

			@Override
			public String getUsername() {
				return "sa";
			}

			@Override
			public String getPassword() {
				return "";
			}
		};
	}

	/**
	 * When the pool gives a connection up, and what PostgreSQL's driver needs for
	 * batches, and to notice a peer that is gone. What the URL says goes first.
	 */
	@Bean
	static BeanPostProcessor connectionPool() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String name) {
				if (!(bean instanceof HikariDataSource pool)) {
					return bean;
				}
				pool.setExceptionOverride(new UselessConnections());
				if (String.valueOf(pool.getJdbcUrl()).contains(":postgresql:")) {
					pool.addDataSourceProperty("reWriteBatchedInserts", "true");
					pool.addDataSourceProperty("connectTimeout", "5");
					pool.addDataSourceProperty("socketTimeout", "30");
					pool.addDataSourceProperty("tcpKeepAlive", "true");
					pool.addDataSourceProperty("ApplicationName", "tollgate");
					// compiling a report's plan takes longer than the report
					pool.addDataSourceProperty("options", "-c jit=off");
				}
				return bean;
			}
		};
	}

	@Bean(destroyMethod = "close")
	Journal journal(LedgerProperties properties) {
		return new Journal(properties.dataDir().resolve("journal"), properties.ledger().journal());
	}

	@Bean
	LedgerStore ledgerStore(DataSource database, Journal journal) {
		return new JdbcLedgerStore(database, journal.id().toString());
	}

	@Bean(destroyMethod = "close")
	LedgerReports ledgerReports(DataSource database) {
		return new JdbcLedgerReports(database);
	}

	@Bean
	Spending spending(LedgerWriter writer, DataSource database) {
		return new WrittenSpending(writer, database);
	}

	@Bean
	Ledger ledger(Journal journal) {
		return new Ledger(journal, new LongAdder());
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	LedgerWriter ledgerWriter(Journal journal, Ledger ledger, LedgerStore store, PriceBook prices,
			LedgerProperties properties, Clock clock) {
		return new LedgerWriter(journal, store, new Recovery(prices, clock), properties.ledger(), ledger.pending(),
				clock);
	}

}
