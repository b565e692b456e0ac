package dev.tollgate.pricing;

import java.util.List;

import jakarta.validation.constraints.NotEmpty;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.validation.annotation.Validated;

/**
 * Where the prices are.
 *
 * @param location the price list's files; a later file adds rows and replaces rows of the
 * same model and beginning
 */
@Validated
@ConfigurationProperties("tollgate.prices")
record PricesProperties(@DefaultValue("classpath:prices.yml") @NotEmpty List<Resource> location) {

	PricesProperties {
		location = List.copyOf(location);
	}

}
