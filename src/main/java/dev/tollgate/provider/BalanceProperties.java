package dev.tollgate.provider;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How providers are asked what is left on the gateway's accounts there.
 *
 * @param checkEvery how long it waits between two questions; zero to ask never
 */
@Validated
@ConfigurationProperties("tollgate.balance")
record BalanceProperties(@DurationMin @DefaultValue("5m") Duration checkEvery) {
}
