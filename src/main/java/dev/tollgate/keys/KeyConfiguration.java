package dev.tollgate.keys;

import java.time.Clock;

import javax.sql.DataSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts keys together, in the ledger's database.
 */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

	@Bean
	Keyring keyring() {
		return new Keyring();
	}

	@Bean
	JdbcKeyStore keyStore(DataSource database, Clock clock) {
		return new JdbcKeyStore(database, clock);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	KeyWatch keyWatch(JdbcKeyStore store, Keyring keyring, KeyProperties properties) {
		return new KeyWatch(store, keyring, properties.keys().refresh());
	}

	@Bean
	KeyAdministration keyAdministration(JdbcKeyStore store, KeyWatch watch) {
		return new KeyAdministration(store, watch);
	}

}
