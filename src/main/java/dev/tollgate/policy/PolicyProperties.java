package dev.tollgate.policy;

import java.util.List;

import jakarta.validation.Valid;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The policies that routes may name.
 *
 * @param policies the policies
 */
@Validated
@ConfigurationProperties("tollgate")
record PolicyProperties(@DefaultValue List<@Valid PolicyDefinition> policies) {
}
