package dev.tollgate.provider;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How connections to one provider are kept. Each event loop has its own; what is under
 * way on all of them together is limited by {@code max-concurrent}.
 *
 * @param max how many an event loop may have
 * @param maxPending how many calls of an event loop may wait for one
 * @param maxIdle how long one is kept that nobody uses: less than the provider's load
 * balancers do
 * @param maxLife how long one is used at most, so that a changed address is noticed
 * @param dnsTtl how long an address is believed at most, whatever the name server says
 */
record ConnectionSettings(@Min(1) @DefaultValue("2000") int max, @Min(0) @DefaultValue("2000") int maxPending,
		@DurationMin(millis = 1) @DefaultValue("30s") Duration maxIdle,
		@DurationMin(millis = 1) @DefaultValue("10m") Duration maxLife,
		@DurationMin(seconds = 1) @DefaultValue("30s") Duration dnsTtl) {

	static final ConnectionSettings DEFAULT = new ConnectionSettings(2000, 2000, Duration.ofSeconds(30),
			Duration.ofMinutes(10), Duration.ofSeconds(30));

}
