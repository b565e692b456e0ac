package dev.tollgate.provider.springai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What a chat model answers, or says next of its answer. One choice was asked for: what
 * modules spread over several generations, such as a text and the calls of tools beside
 * it, belongs to that one.
 *
 * @param text the text, perhaps empty
 * @param reasoning the thoughts before it, as far as the model tells them
 * @param toolCalls the tools that the caller is to call
 * @param finishReason why the answer ends, in OpenAI's words, or null if it goes on
 * @param usage the tokens, or null where none were reported
 * @param model the response model, or null
 * @param id the answer's id, or null
 */
record ModelAnswer(String text, String reasoning, List<ToolCall> toolCalls, @Nullable String finishReason,
		@Nullable TokenUsage usage, @Nullable String model, @Nullable String id) {

	private static final String STOP = "stop";

	private static final String TOOL_CALLS = "tool_calls";

	/** The names by which modules tell thoughts. */
	private static final List<String> REASONING = List.of("reasoningContent", "reasoning_content", "thinking");

	/** The words of providers for what OpenAI has a word for; others mean an end. */
	private static final Map<String, String> REASONS = Map.ofEntries(Map.entry("length", "length"),
			Map.entry("max_tokens", "length"), Map.entry("model_length", "length"),
			Map.entry("model_context_window_exceeded", "length"), Map.entry("tool_calls", TOOL_CALLS),
			Map.entry("tool_call", TOOL_CALLS), Map.entry("tool_use", TOOL_CALLS),
			Map.entry("function_call", TOOL_CALLS), Map.entry("content_filter", "content_filter"),
			Map.entry("content_filtered", "content_filter"), Map.entry("refusal", "content_filter"),
			Map.entry("safety", "content_filter"), Map.entry("recitation", "content_filter"),
			Map.entry("blocklist", "content_filter"), Map.entry("prohibited_content", "content_filter"),
			Map.entry("spii", "content_filter"), Map.entry("guardrail_intervened", "content_filter"));

	/**
	 * Reads a response.
	 * @throws UpstreamFailed if there is none
	 */
	static ModelAnswer of(@Nullable ChatResponse response) {
		if (response == null) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The chat model gave no answer");
		}
		StringBuilder text = new StringBuilder();
		StringBuilder reasoning = new StringBuilder();
		List<ToolCall> calls = new ArrayList<>();
		String finish = null;
		for (Generation generation : response.getResults()) {
			AssistantMessage message = generation.getOutput();
			if (message.getText() != null) {
				text.append(message.getText());
			}
			reasoning.append(reasoning(message.getMetadata()));
			calls.addAll(message.getToolCalls());
			String reason = finishReason(generation.getMetadata());
			finish = (reason != null) ? reason : finish;
		}
		var metadata = response.getMetadata();
		return new ModelAnswer(text.toString(), reasoning.toString(), calls, finish, ModelUsage.of(metadata.getUsage()),
				orNull(metadata.getModel()), orNull(metadata.getId()));
	}

	/** The whole answer of a model that does not stream, as if it did. */
	static @Nullable ChatResponse finished(@Nullable ChatResponse response) {
		if (response == null || of(response).finishReason() != null) {
			return response;
		}
		List<Generation> results = new ArrayList<>(response.getResults());
		results
			.add(new Generation(new AssistantMessage(""), ChatGenerationMetadata.builder().finishReason(STOP).build()));
		return new ChatResponse(results, response.getMetadata());
	}

	private static String reasoning(Map<String, Object> properties) {
		for (String name : REASONING) {
			if (properties.get(name) instanceof String told) {
				return told;
			}
		}
		return "";
	}

	private static @Nullable String finishReason(ChatGenerationMetadata metadata) {
		String reason = orNull(metadata.getFinishReason());
		if (reason == null || reason.equalsIgnoreCase("unknown") || reason.equalsIgnoreCase("null")) {
			return null;
		}
		return REASONS.getOrDefault(reason.toLowerCase(Locale.ROOT), STOP);
	}

	private static @Nullable String orNull(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

	/**
	 * This, as the whole of an answer.
	 * @throws UpstreamFailed if it says nothing at all, not even that it ends
	 */
	ModelAnswer whole() {
		boolean silent = this.text.isEmpty() && this.reasoning.isEmpty() && this.toolCalls.isEmpty();
		if (silent && this.finishReason == null && this.usage == null) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The chat model's answer holds nothing");
		}
		return this;
	}

	/** Why the answer ended, where some of it may have been told before. */
	static String finishReason(@Nullable String reason, boolean toolCalls) {
		// Ollama's, for one, stops
		return (reason == null || reason.equals(STOP)) ? (toolCalls ? TOOL_CALLS : STOP) : reason;
	}

	/** Notes what is known by it. */
	void note(AnswerProgress progress) {
		progress.model(this.model);
		progress.id(this.id);
		long size = size(this.text) + size(this.reasoning);
		for (ToolCall call : this.toolCalls) {
			size += size(call.name()) + size(call.arguments());
		}
		if (size > 0) {
			progress.content(size);
		}
		// after the content, which it covers
		progress.usage(this.usage);
	}

	private static long size(@Nullable String text) {
		return (text == null || text.isEmpty()) ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
	}

}
