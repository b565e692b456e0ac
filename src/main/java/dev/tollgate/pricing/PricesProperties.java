package dev.tollgate.pricing;

import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
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
 * @param checkEvery how often the files are looked at for changes, at least a
 * millisecond; 0 for never
 */
@Validated
@ConfigurationProperties("tollgate.prices")
record PricesProperties(@DefaultValue(PricesProperties.SHIPPED) @NotEmpty List<Resource> location,
		@DefaultValue("5s") Duration checkEvery) {

	/** The list that the gateway comes with. */
	static final String SHIPPED = "classpath:prices.yml";

	PricesProperties {
		location = List.copyOf(location);
		if (checkEvery.isNegative() || (!checkEvery.isZero() && checkEvery.toMillis() == 0)) {
			throw new InvalidConfigurationException("tollgate.prices.check-every",
					"it must be at least a millisecond, or 0 for never");
		}
	}

}
