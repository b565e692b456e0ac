package dev.tollgate.demo;

import java.time.Instant;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the demo shows.
 *
 * @param speed how many times faster than the machine's the gateway's clock runs: 1440 is
 * a day a minute
 * @param rate how many requests come in a second of the machine's at noon; fewer come at
 * night
 * @param days after how many days of the clock nobody calls any more; 0 to go on
 * @param start the first instant of the clock; the last Monday, 00:00 UTC, where none is
 * given, so that hours of weekdays come first
 * @param generatedKey the administrator's key, if it was made for this demo: it is shown
 */
@Validated
@ConfigurationProperties("tollgate.demo")
record DemoProperties(@DecimalMin("1") @DecimalMax("86400") @DefaultValue("1440") double speed,
		@DecimalMin("0") @DecimalMax("1000") @DefaultValue("20") double rate,
		@Min(0) @Max(366) @DefaultValue("0") int days, @Nullable Instant start, @Nullable String generatedKey) {

	@Override
	public String toString() {
		return "DemoProperties[speed=" + this.speed + ", rate=" + this.rate + ", days=" + this.days + "]";
	}

}
