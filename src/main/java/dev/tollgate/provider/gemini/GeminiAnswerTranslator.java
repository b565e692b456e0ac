package dev.tollgate.provider.gemini;

import java.time.Instant;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.UpstreamModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Translates one whole answer of Gemini into an OpenAI {@code chat.completion}. */
final class GeminiAnswerTranslator {

	private final String responseId;

	private GeminiAnswerTranslator(String responseId) {
		this.responseId = responseId;
	}

	/**
	 * Translates an answer.
	 * @param answer the body of {@code generateContent}'s answer
	 * @param model the model that was asked, named where the answer tells none
	 * @param created when the answer was made
	 * @return the {@code chat.completion}; without {@code usage} where Gemini's is
	 * missing or invalid
	 * @throws GatewayException if the body is an error, or no answer at all
	 */
	static ObjectNode translate(JsonNode answer, UpstreamModel model, Instant created) {
		if (GeminiErrors.isError(answer)) {
			throw GeminiErrors.of(200, answer);
		}
		return new GeminiAnswerTranslator(AnswerParts.responseId(answer)).completion(answer, model, created);
	}

	private ObjectNode completion(JsonNode answer, UpstreamModel model, Instant created) {
		String version = AnswerParts.text(answer, "modelVersion");
		ObjectNode completion = JsonNodeFactory.instance.objectNode();
		completion.put("id", "chatcmpl-" + this.responseId)
			.put("object", "chat.completion")
			.put("created", created.getEpochSecond())
			.put("model", (version != null) ? version : model.name());
		ArrayNode choices = completion.putArray("choices");
		for (JsonNode candidate : answer.path("candidates")) {
			choice(choices.addObject(), candidate);
		}
		JsonNode feedback = answer.path("promptFeedback");
		if (choices.isEmpty()) {
			blocked(choices, feedback);
		}
		JsonNode metadata = answer.get("usageMetadata");
		ObjectNode usage = GeminiUsage.toOpenAi(metadata);
		if (usage != null) {
			completion.set("usage", usage);
		}
		AnswerParts.writeServiceTier(completion, metadata);
		AnswerParts.writeExtension(completion, "prompt_feedback", feedback);
		return completion;
	}

	private static void blocked(ArrayNode choices, JsonNode feedback) {
		String reason = AnswerParts.text(feedback, "blockReason");
		if (reason == null) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer holds no candidate");
		}
		ObjectNode choice = choices.addObject().put("index", 0);
		choice.putObject("message").put("role", "assistant").putNull("content").putNull("refusal");
		choice.putNull("logprobs").put("finish_reason", FinishReasons.CONTENT_FILTER);
		choice.put("native_finish_reason", reason);
	}

	private void choice(ObjectNode choice, JsonNode candidate) {
		int index = AnswerParts.index(candidate);
		choice.put("index", index);
		ObjectNode message = choice.putObject("message").put("role", "assistant").putNull("content").putNull("refusal");
		StringBuilder content = new StringBuilder();
		StringBuilder reasoning = new StringBuilder();
		for (JsonNode part : candidate.path("content").path("parts")) {
			String text = AnswerParts.text(part, "text");
			if (text == null) {
				other(choice, message, part, index);
			}
			else if (AnswerParts.isThought(part)) {
				reasoning.append(text);
			}
			else {
				content.append(text);
				AnswerParts.writeSignature(message, part);
			}
		}
		if (!content.isEmpty()) {
			message.put("content", content.toString());
		}
		if (!reasoning.isEmpty()) {
			message.put("reasoning_content", reasoning.toString());
		}
		choice.set("logprobs", AnswerParts.logprobs(candidate));
		FinishReasons.write(choice, AnswerParts.text(candidate, "finishReason"), message.has("tool_calls"));
		AnswerParts.writeExtensions(choice, candidate);
		AnswerParts.writeExtension(choice, "safety_ratings", candidate.get("safetyRatings"));
	}

	private void other(ObjectNode choice, ObjectNode message, JsonNode part, int index) {
		if (part.has("functionCall")) {
			ArrayNode calls = message.withArrayProperty("tool_calls");
			String id = "call_" + this.responseId + "_" + index + "_" + calls.size();
			AnswerParts.writeToolCall(calls.addObject(), part, id);
		}
		else if (!AnswerParts.writeMedia(message, part.path("inlineData"), this.responseId)) {
			choice.withObjectProperty("google").withArrayProperty("parts").add(part);
		}
	}

}
