package dev.tollgate.idempotency;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How idempotency keys are heeded.
 *
 * @param enabled whether they are; if not, the header means nothing
 * @param ttl how long the answer of a call is there for those who repeat it
 * @param lease how long a key stays in use when the gateway that made its call has died;
 * it is renewed while the call is under way
 * @param maxBody the largest body of an answer that is kept
 * @param maxMemory how much of answers under way is held in memory, all calls together
 */
@Validated
@ConfigurationProperties("tollgate.idempotency")
record IdempotencyProperties(@DefaultValue("true") boolean enabled,
		@DurationMin(seconds = 1) @DefaultValue("24h") Duration ttl,
		@DurationMin(seconds = 1) @DefaultValue("16m") Duration lease, @DefaultValue("4MB") DataSize maxBody,
		@DefaultValue("64MB") DataSize maxMemory) {

	private static final long LARGEST = DataSize.ofMegabytes(64).toBytes();

	IdempotencyProperties {
		if (maxBody.toBytes() < 1 || maxBody.toBytes() > LARGEST) {
			throw new InvalidConfigurationException("tollgate.idempotency.max-body", "it must be from 1 byte to 64 MB");
		}
		if (maxMemory.compareTo(maxBody) < 0) {
			throw new InvalidConfigurationException("tollgate.idempotency.max-memory",
					"it must be at least tollgate.idempotency.max-body");
		}
	}

}
