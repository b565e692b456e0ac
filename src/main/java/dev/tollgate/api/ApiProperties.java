package dev.tollgate.api;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gateway accepts of callers.
 *
 * @param maxRequestSize the largest body of a request
 */
@ConfigurationProperties("tollgate")
record ApiProperties(@DefaultValue("32MB") DataSize maxRequestSize) {

	ApiProperties {
		if (maxRequestSize.toBytes() < 1 || maxRequestSize.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidConfigurationException("tollgate.max-request-size", "it must be from 1 byte to 2 GB");
		}
	}

}
