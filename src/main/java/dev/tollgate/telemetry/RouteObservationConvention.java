package dev.tollgate.telemetry;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation.HighCardinalityKeyNames;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;

/**
 * Spring AI's convention, and the route that was taken.
 */
final class RouteObservationConvention extends DefaultChatModelObservationConvention {

	private final KeyValue route;

	RouteObservationConvention(String route) {
		this.route = KeyValue.of("tollgate.route", route);
	}

	/** The same values as Spring AI's, gathered at once rather than merged one by one. */
	@Override
	public KeyValues getLowCardinalityKeyValues(ChatModelObservationContext context) {
		return KeyValues.of(aiOperationType(context), aiProvider(context), requestModel(context),
				responseModel(context), this.route);
	}

	/**
	 * Of Spring AI's values those that a call through the gateway has; the others would
	 * be computed and be empty.
	 */
	@Override
	public KeyValues getHighCardinalityKeyValues(ChatModelObservationContext context) {
		List<KeyValue> values = new ArrayList<>(8);
		values.add(KeyValue.of(HighCardinalityKeyNames.REQUEST_STREAM, String.valueOf(context.isStreaming())));
		ChatResponse response = context.getResponse();
		if (response != null) {
			ChatResponseMetadata metadata = response.getMetadata();
			Usage usage = metadata.getUsage();
			values.add(KeyValue.of(HighCardinalityKeyNames.RESPONSE_ID, metadata.getId()));
			String reason = response.getResults().getFirst().getMetadata().getFinishReason();
			if (reason != null) {
				values.add(KeyValue.of(HighCardinalityKeyNames.RESPONSE_FINISH_REASONS, "[\"" + reason + "\"]"));
			}
			values.add(tokens(HighCardinalityKeyNames.USAGE_INPUT_TOKENS, usage.getPromptTokens()));
			values.add(tokens(HighCardinalityKeyNames.USAGE_OUTPUT_TOKENS, usage.getCompletionTokens()));
			values.add(tokens(HighCardinalityKeyNames.USAGE_TOTAL_TOKENS, usage.getTotalTokens()));
			Long cached = usage.getCacheReadInputTokens();
			if (cached != null && cached > 0) {
				values.add(tokens(HighCardinalityKeyNames.USAGE_CACHE_READ_INPUT_TOKENS, cached));
			}
		}
		return KeyValues.of(values);
	}

	private static KeyValue tokens(HighCardinalityKeyNames name, Number tokens) {
		return KeyValue.of(name, tokens.toString());
	}

}
