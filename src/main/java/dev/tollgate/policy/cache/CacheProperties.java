package dev.tollgate.policy.cache;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is kept.
 *
 * @param maxMemory what kept answers may take of this gateway's memory, all together;
 * means nothing where Redis keeps them
 * @param maxAnswer the largest answer that is kept
 */
@ConfigurationProperties("tollgate.cache")
public record CacheProperties(@DefaultValue("64MB") DataSize maxMemory, @DefaultValue("1MB") DataSize maxAnswer) {

	private static final DataSize LARGEST = DataSize.ofMegabytes(64);

	public CacheProperties {
		if (maxAnswer.toBytes() < 1 || maxAnswer.compareTo(LARGEST) > 0) {
			throw new InvalidConfigurationException("tollgate.cache.max-answer", "it must be from 1 byte to 64 MB");
		}
		if (maxMemory.compareTo(maxAnswer) < 0) {
			throw new InvalidConfigurationException("tollgate.cache.max-memory",
					"it must be at least tollgate.cache.max-answer");
		}
	}

}
