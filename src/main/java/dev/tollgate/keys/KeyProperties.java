package dev.tollgate.keys;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The administrator's key.
 *
 * @param adminKey the key; one is generated at the first start where none is given
 * @param dataDir where the hash of a generated key is kept
 */
@ConfigurationProperties("tollgate")
record KeyProperties(@Nullable String adminKey, @DefaultValue("./data") Path dataDir) {

	@Override
	public String toString() {
		return "KeyProperties[" + this.dataDir + "]";
	}

}
