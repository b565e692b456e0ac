package dev.tollgate.provider.springai;

import java.time.Instant;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a whole answer as OpenAI's {@code chat.completion}.
 */
final class CompletionWriter {

	private CompletionWriter() {
	}

	/** Writes it, and notes what is known by it. */
	static byte[] write(ModelAnswer answer, ModelPrompt prompt, UpstreamRequest request, Instant created,
			AnswerProgress progress) {
		answer.note(progress);
		String id = (answer.id() != null) ? answer.id() : prompt.id();
		String model = (answer.model() != null) ? answer.model() : request.model();
		ObjectNode completion = JsonNodeFactory.instance.objectNode();
		completion.put("id", id)
			.put("object", "chat.completion")
			.put("created", created.getEpochSecond())
			.put("model", model);
		String finish = ModelAnswer.finishReason(answer.finishReason(), !answer.toolCalls().isEmpty());
		progress.finished(finish);
		ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
		message(answer, id, choice.putObject("message"));
		choice.putNull("logprobs").put("finish_reason", finish);
		if (answer.usage() != null) {
			ModelUsage.write(answer.usage(), completion.putObject("usage"));
		}
		return Json.MAPPER.writeValueAsBytes(completion);
	}

	private static void message(ModelAnswer answer, String id, ObjectNode message) {
		message.put("role", "assistant");
		if (answer.text().isEmpty() && !answer.toolCalls().isEmpty()) {
			message.putNull("content");
		}
		else {
			message.put("content", answer.text());
		}
		message.putNull("refusal");
		if (!answer.reasoning().isEmpty()) {
			message.put("reasoning_content", answer.reasoning());
		}
		if (!answer.toolCalls().isEmpty()) {
			ArrayNode calls = message.putArray("tool_calls");
			answer.toolCalls().forEach((call) -> ToolCallWriter.write(call, id, calls.size(), calls.addObject()));
		}
	}

}
