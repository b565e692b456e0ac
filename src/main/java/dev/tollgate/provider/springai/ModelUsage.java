package dev.tollgate.provider.springai;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.metadata.Usage;

/**
 * The tokens that a chat model reports.
 */
final class ModelUsage {

	private ModelUsage() {
	}

	/**
	 * Reads a report. What modules mean by prompt tokens differs: OpenAI's include those
	 * of its prompt cache, Anthropic's and Bedrock's do not.
	 * @return the tokens, or null where none make sense: Spring AI has zeros in place of
	 * nothing
	 */
	static @Nullable TokenUsage of(@Nullable Usage usage) {
		if (usage == null) {
			return null;
		}
		long prompt = orZero(usage.getPromptTokens());
		long output = orZero(usage.getCompletionTokens());
		long cached = orZero(usage.getCacheReadInputTokens());
		long written = orZero(usage.getCacheWriteInputTokens());
		if (prompt < 0 || output < 0 || cached < 0 || written < 0 || prompt + output == 0) {
			return null;
		}
		boolean apart = cached + written > prompt || tellsCacheApart(usage.getNativeUsage());
		return new TokenUsage(apart ? prompt + cached + written : prompt, cached, written, 0, 0, 0, 0, output, 0, 0, 0);
	}

	private static long orZero(@Nullable Number number) {
		return (number != null) ? number.longValue() : 0;
	}

	private static boolean tellsCacheApart(@Nullable Object reported) {
		String type = (reported != null) ? reported.getClass().getName() : "";
		return type.startsWith("com.anthropic.") || type.startsWith("software.amazon.awssdk.");
	}

	/** Writes tokens in OpenAI's words. */
	static ObjectNode write(TokenUsage usage, ObjectNode to) {
		to.put("prompt_tokens", usage.input())
			.put("completion_tokens", usage.output())
			.put("total_tokens", usage.total());
		if (usage.cachedInput() > 0) {
			to.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInput());
		}
		return to;
	}

}
