package dev.tollgate.telemetry;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.Operation;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation.HighCardinalityKeyNames;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation.LowCardinalityKeyNames;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.util.StringUtils;

/**
 * Spring AI's convention, and the route that was taken. What is no chat is not called
 * one, although Spring AI has contexts for chats only.
 */
final class RouteObservationConvention extends DefaultChatModelObservationConvention {

	private final KeyValue route;

	private final KeyValue operation;

	RouteObservationConvention(String route, Operation operation) {
		this.route = KeyValue.of("tollgate.route", route);
		this.operation = KeyValue.of(LowCardinalityKeyNames.AI_OPERATION_TYPE, operation.label());
	}

	@Override
	public String getContextualName(ChatModelObservationContext context) {
		return this.operation.getValue() + " " + requestModel(context).getValue();
	}

	/** The same values as Spring AI's, gathered at once rather than merged one by one. */
	@Override
	public KeyValues getLowCardinalityKeyValues(ChatModelObservationContext context) {
		return KeyValues.of(this.operation, aiProvider(context), requestModel(context), responseModel(context),
				this.route);
	}

	/**
	 * Of Spring AI's values those that a call through the gateway has; the others would
	 * be computed and be empty. What the caller asked for, such as a temperature, is not
	 * among them: it is not read on the way of the bytes.
	 */
	@Override
	public KeyValues getHighCardinalityKeyValues(ChatModelObservationContext context) {
		List<KeyValue> values = new ArrayList<>(8);
		if (context.isStreaming()) {
			values.add(KeyValue.of(HighCardinalityKeyNames.REQUEST_STREAM, "true"));
		}
		ChatResponse response = context.getResponse();
		if (response != null) {
			response(response, values);
		}
		return KeyValues.of(values);
	}

	private static void response(ChatResponse response, List<KeyValue> values) {
		ChatResponseMetadata metadata = response.getMetadata();
		if (StringUtils.hasText(metadata.getId())) {
			values.add(KeyValue.of(HighCardinalityKeyNames.RESPONSE_ID, metadata.getId()));
		}
		String reason = response.getResults().getFirst().getMetadata().getFinishReason();
		if (StringUtils.hasText(reason)) {
			values.add(KeyValue.of(HighCardinalityKeyNames.RESPONSE_FINISH_REASONS, "[\"" + reason + "\"]"));
		}
		Usage usage = metadata.getUsage();
		tokens(HighCardinalityKeyNames.USAGE_CACHE_WRITE_INPUT_TOKENS, usage.getCacheWriteInputTokens(), values);
		tokens(HighCardinalityKeyNames.USAGE_CACHE_READ_INPUT_TOKENS, usage.getCacheReadInputTokens(), values);
		tokens(HighCardinalityKeyNames.USAGE_INPUT_TOKENS, usage.getPromptTokens(), values);
		tokens(HighCardinalityKeyNames.USAGE_OUTPUT_TOKENS, usage.getCompletionTokens(), values);
		tokens(HighCardinalityKeyNames.USAGE_TOTAL_TOKENS, usage.getTotalTokens(), values);
	}

	private static void tokens(HighCardinalityKeyNames name, @Nullable Number tokens, List<KeyValue> values) {
		if (tokens != null) {
			values.add(KeyValue.of(name, tokens.toString()));
		}
	}

}
