package dev.tollgate.keys;

import java.nio.file.Path;
import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The administrator's key, and how the others are looked up.
 *
 * @param adminKey the key; one is generated at the first start where none is given
 * @param dataDir where the hash of a generated key is kept
 * @param keys how the others are looked up
 */
@ConfigurationProperties("tollgate")
record KeyProperties(@Nullable String adminKey, @DefaultValue("./data") Path dataDir, @DefaultValue Keys keys) {

	@Override
	public String toString() {
		return "KeyProperties[" + this.dataDir + ", " + this.keys + "]";
	}

	/**
	 * How keys are looked up.
	 *
	 * @param refresh how often the database is asked whether a key was made, changed or
	 * revoked by another gateway
	 */
	record Keys(@DefaultValue("2s") Duration refresh) {

		Keys {
			if (refresh.toMillis() < 10 || refresh.compareTo(Duration.ofMinutes(1)) > 0) {
				throw new InvalidConfigurationException("tollgate.keys.refresh", "it must be from 10ms to 1m");
			}
		}

	}

}
