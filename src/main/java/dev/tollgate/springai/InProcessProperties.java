package dev.tollgate.springai;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Calls that come from this process, through Spring AI's models, rather than over HTTP.
 *
 * @param key the name under which they are reported
 * @param team the team that pays for them
 * @param model the model of chats that name none, or null to refuse them
 * @param embeddingModel the model of embeddings that name none, or null to refuse them
 */
@Validated
@ConfigurationProperties("tollgate.in-process")
record InProcessProperties(@NotBlank @DefaultValue("in-process") String key,
		@NotBlank @DefaultValue("none") String team, @Nullable String model, @Nullable String embeddingModel) {
}
