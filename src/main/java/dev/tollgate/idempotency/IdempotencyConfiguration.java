package dev.tollgate.idempotency;

import java.time.Clock;

import javax.sql.DataSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts idempotency keys together, in the ledger's database.
 */
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

	@Bean
	IdempotencyStore idempotencyStore(DataSource database) {
		return new JdbcIdempotencyStore(database);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	IdempotencyKeys idempotencyKeys(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
		return new IdempotencyKeys(store, properties, clock);
	}

}
