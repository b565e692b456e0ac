package dev.tollgate.pricing;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Loads the price list; one that is not sound stops the start.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PricesProperties.class)
class PricingConfiguration {

	@Bean
	PriceBook priceBook(PricesProperties properties) {
		return new PriceBook(PriceList.load(properties.location()));
	}

}
