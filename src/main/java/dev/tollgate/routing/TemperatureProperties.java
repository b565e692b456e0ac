package dev.tollgate.routing;

import java.util.Map;

import dev.tollgate.chat.Task;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The temperatures that calls get where the caller gave none.
 *
 * @param global where nothing else says anything
 * @param providers by provider
 * @param tasks by provider and task
 */
@Validated
@ConfigurationProperties("tollgate.temperature")
record TemperatureProperties(@DecimalMin("0") @DecimalMax("2") @DefaultValue("0.7") double global,
		@DefaultValue Map<String, @DecimalMin("0") @DecimalMax("2") Double> providers,
		@DefaultValue Map<String, Map<Task, @DecimalMin("0") @DecimalMax("2") Double>> tasks) {
}
