package dev.tollgate.telemetry;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What metrics tell beyond what they always do.
 *
 * @param tags the tags of callers that are labels of the cost: {@code project} is the
 * label {@code tag_project}
 * @param tagValues how many values of each tag are told apart; further ones count as
 * {@code other}
 */
@Validated
@ConfigurationProperties("tollgate.metrics")
record MetricsProperties(
		@DefaultValue List<@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
				message = "must be the name of a tag") String> tags,
		@Min(1) @Max(1000) @DefaultValue("50") int tagValues) {
}
