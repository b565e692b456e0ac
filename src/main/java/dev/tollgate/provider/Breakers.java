package dev.tollgate.provider;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where the circuit breakers of the providers' keys come from, and the time by which they
 * go.
 */
final class Breakers {

	private static final Log logger = LogFactory.getLog(Breakers.class);

	/** Longer than anybody waits: when it is tried again is not Resilience4j's affair. */
	private static final Duration FOR_EVER = Duration.ofDays(365);

	private final CircuitBreakerRegistry registry;

	private final LongSupplier nanos;

	/**
	 * Breakers that are found in a registry.
	 * @param registry where their metrics are taken from
	 * @param nanos the time, for instance {@link System#nanoTime()}: durations are not to
	 * depend on what a clock is set to
	 */
	Breakers(CircuitBreakerRegistry registry, LongSupplier nanos) {
		this.registry = registry;
		this.nanos = nanos;
	}

	LongSupplier nanos() {
		return this.nanos;
	}

	KeyBreaker breaker(String name, BreakerSettings settings, Duration connect) {
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.slidingWindow(settings.window(), Math.min(settings.minimumCalls(), settings.window()),
					SlidingWindowType.COUNT_BASED, SlidingWindowSynchronizationStrategy.LOCK_FREE)
			.failureRateThreshold(settings.failurePercent())
			.permittedNumberOfCallsInHalfOpenState(KeyBreaker.MAX_TRIALS)
			.waitDurationInOpenState(FOR_EVER)
			.automaticTransitionFromOpenToHalfOpenEnabled(false)
			.writableStackTraceEnabled(false)
			.build();
		CircuitBreaker breaker = this.registry.circuitBreaker(name, config);
		breaker.getEventPublisher().onStateTransition((event) -> told(name, event.getStateTransition(), breaker));
		return new KeyBreaker(breaker, settings, connect, this.nanos.getAsLong());
	}

	/** Once each way: trials that fail in between would only flood. */
	private static void told(String name, CircuitBreaker.StateTransition transition, CircuitBreaker breaker) {
		switch (transition) {
			case CLOSED_TO_OPEN -> logger.warn("The circuit to '" + name + "' is open after "
					+ breaker.getMetrics().getNumberOfFailedCalls() + " failures");
			case HALF_OPEN_TO_CLOSED -> logger.warn("The circuit to '" + name + "' is closed again");
			default -> logger.debug("The circuit to '" + name + "' is " + transition.getToState());
		}
	}

}
