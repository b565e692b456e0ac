package dev.tollgate.gateway;

import java.time.Duration;

import dev.tollgate.chat.InvalidConfigurationException;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls are repeated that failed.
 *
 * @param backoff the pause before the same target is tried again, about
 * @param maxBackoff the longest such pause
 * @param maxWait the longest wait that a provider may ask for, of a request without a
 * deadline of its own
 * @param budget how many further attempts there may be to each request of a route, within
 * ten seconds
 * @param budgetFloor how many further attempts a route has in ten seconds however few its
 * requests are
 */
@Validated
@ConfigurationProperties("tollgate.retry")
record RetryProperties(@DurationMin(millis = 1) @DefaultValue("200ms") Duration backoff,
		@DurationMin(millis = 1) @DefaultValue("5s") Duration maxBackoff,
		@DurationMin(millis = 0) @DefaultValue("10s") Duration maxWait,
		@DecimalMin("0") @DecimalMax("1") @DefaultValue("0.2") double budget,
		@PositiveOrZero @DefaultValue("20") int budgetFloor) {
	RetryProperties {
		if (backoff.compareTo(maxBackoff) > 0) {
			throw new InvalidConfigurationException("tollgate.retry.backoff", "it must not be longer than max-backoff");
		}
	}

}
