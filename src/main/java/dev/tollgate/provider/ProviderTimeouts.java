package dev.tollgate.provider;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the parts of a call to a provider may take.
 *
 * @param connect until a connection stands
 * @param headers until the head of a streamed answer has come
 * @param firstContent from there until the first content of a streamed answer
 * @param idle between two reads of a streamed answer after that, keep-alives included
 * @param total for the whole call, streamed or not
 */
public record ProviderTimeouts(@DurationMin(millis = 1) @DefaultValue("2s") Duration connect,
		@DurationMin(millis = 1) @DefaultValue("10s") Duration headers,
		@DurationMin(millis = 1) @DefaultValue("120s") Duration firstContent,
		@DurationMin(millis = 1) @DefaultValue("60s") Duration idle,
		@DurationMin(millis = 1) @DefaultValue("15m") Duration total) {
}
