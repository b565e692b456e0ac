package dev.tollgate.pricing;

import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Loads the price list, and again when its files change; one that is not sound stops the
 * start.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PricesProperties.class)
class PricingConfiguration {

	@Bean
	PriceBook priceBook(PricesProperties properties, Clock clock) {
		return PriceBook.open(properties.location(), clock);
	}

	@Bean
	PriceFilesWatch priceFilesWatch(PriceBook book, PricesProperties properties) {
		return new PriceFilesWatch(book, properties.checkEvery());
	}

}
