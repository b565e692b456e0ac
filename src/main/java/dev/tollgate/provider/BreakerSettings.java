package dev.tollgate.provider;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a provider that fails is no longer called, for each of its keys by itself.
 *
 * @param enabled whether that happens at all
 * @param window of how many calls, the last ones, the failures are counted
 * @param minimumCalls how many of them there must be
 * @param failurePercent from which share of failures on it is no longer called
 * @param failuresInARow how often it must be unreachable in a row for that, whatever was
 * before
 * @param trialEvery how long it is left alone between two calls that try whether it is
 * back
 */
record BreakerSettings(@DefaultValue("true") boolean enabled, @Min(1) @Max(100_000) @DefaultValue("20") int window,
		@Min(1) @DefaultValue("5") int minimumCalls, @Min(1) @Max(100) @DefaultValue("50") int failurePercent,
		@Min(1) @DefaultValue("5") int failuresInARow,
		@DurationMin(millis = 1) @DefaultValue("5s") Duration trialEvery) {

	static final BreakerSettings DEFAULT = new BreakerSettings(true, 20, 5, 50, 5, Duration.ofSeconds(5));

}
