package dev.tollgate.springai;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The models that this process finds, which Spring AI's auto-configuration builds a
 * {@code ChatClient} upon.
 */
@Configuration(proxyBeanMethods = false)
class InProcessConfiguration {

	/** First of all, whatever other models there are: those are providers. */
	@Bean
	@Primary
	GatewayChatModel gatewayChatModel(InProcess process, InProcessProperties properties) {
		return new GatewayChatModel(process, properties.model());
	}

	/** Likewise. */
	@Bean
	@Primary
	GatewayEmbeddingModel gatewayEmbeddingModel(InProcess process, InProcessProperties properties) {
		return new GatewayEmbeddingModel(process, properties.embeddingModel());
	}

}
