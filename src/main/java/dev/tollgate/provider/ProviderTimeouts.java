package dev.tollgate.provider;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

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
public record ProviderTimeouts(@NotNull @DefaultValue("2s") Duration connect,
		@NotNull @DefaultValue("10s") Duration headers, @NotNull @DefaultValue("120s") Duration firstContent,
		@NotNull @DefaultValue("60s") Duration idle, @NotNull @DefaultValue("15m") Duration total) {
}
