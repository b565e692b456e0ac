package dev.tollgate.provider.springai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;

/**
 * Writes the call of a tool in OpenAI's words.
 */
final class ToolCallWriter {

	private ToolCallWriter() {
	}

	/** Writes a call; one without an id gets one of the answer's. */
	static void write(ToolCall call, String answer, int index, ObjectNode to) {
		String id = isBlank(call.id()) ? "call_" + answer.substring(answer.indexOf('-') + 1) + "_" + index : call.id();
		to.put("id", id).put("type", "function");
		to.putObject("function")
			.put("name", call.name())
			.put("arguments", isBlank(call.arguments()) ? "{}" : call.arguments());
	}

	private static boolean isBlank(@Nullable String text) {
		return text == null || text.isBlank();
	}

}
