package dev.tollgate.provider.springai;

import io.micrometer.observation.ObservationPredicate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What keeps calls of chat models from being counted twice.
 */
@Configuration(proxyBeanMethods = false)
class SpringAiConfiguration {

	/**
	 * A chat model observes its calls itself, under the names by which the gateway
	 * observes all of its own.
	 */
	@Bean
	ObservationPredicate chatModelsAreObservedOnce() {
		return (name, context) -> !name.startsWith("gen_ai.client.") || !ModelThreads.isCall();
	}

}
