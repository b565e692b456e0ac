package dev.tollgate.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The circuit breakers, which all providers share a registry of.
 */
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

	@Bean
	CircuitBreakerRegistry circuitBreakerRegistry() {
		return CircuitBreakerRegistry.ofDefaults();
	}

	@Bean
	Breakers breakers(CircuitBreakerRegistry registry) {
		return new Breakers(registry, System::nanoTime);
	}

	/** Resilience4j's own meters, under its own names. */
	@Bean
	MeterBinder circuitBreakerMeters(CircuitBreakerRegistry registry) {
		return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry);
	}

}
