package dev.tollgate.provider.gemini;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Translates the end of a candidate; Gemini's set of reasons is open. */
final class FinishReasons {

	static final String CONTENT_FILTER = "content_filter";

	private FinishReasons() {
	}

	/**
	 * OpenAI's word for a reason.
	 * @param reason Gemini's word, or null
	 * @param toolCalls whether the candidate called a function, now or in an earlier
	 * event
	 * @return one of stop, length, tool_calls, content_filter
	 */
	static String of(@Nullable String reason, boolean toolCalls) {
		return switch (reason) {
			case "STOP" -> toolCalls ? "tool_calls" : "stop";
			case "MAX_TOKENS" -> "length";
			case "SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
					"LANGUAGE", "RECITATION", "IMAGE_RECITATION" ->
				CONTENT_FILTER;
			case null, default -> "stop";
		};
	}

	/**
	 * Writes the end of a choice, and Gemini's own word where OpenAI's does not tell it.
	 * @param choice receives {@code finish_reason} and perhaps
	 * {@code native_finish_reason}
	 * @param reason Gemini's word, or null
	 * @param toolCalls whether the candidate called a function
	 */
	static void write(ObjectNode choice, @Nullable String reason, boolean toolCalls) {
		choice.put("finish_reason", of(reason, toolCalls));
		if (reason != null && !reason.equals("STOP") && !reason.equals("MAX_TOKENS")) {
			choice.put("native_finish_reason", reason);
		}
	}

}
