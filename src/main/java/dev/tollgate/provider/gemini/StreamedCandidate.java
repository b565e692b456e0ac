package dev.tollgate.provider.gemini;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One candidate of a stream, and what must be remembered of it between events. */
final class StreamedCandidate {

	private final GeminiStreamTranslator stream;

	private final int index;

	private boolean begun;

	private int toolCalls;

	private @Nullable String finish;

	StreamedCandidate(GeminiStreamTranslator stream, int index) {
		this.stream = stream;
		this.index = index;
	}

	int index() {
		return this.index;
	}

	boolean finished() {
		return this.finish != null;
	}

	void event(JsonNode candidate, String responseId, List<ObjectNode> chunks) {
		begin(chunks);
		int callsBefore = this.toolCalls;
		ObjectNode last = null;
		for (JsonNode part : candidate.path("content").path("parts")) {
			last = part(part, responseId, chunks);
		}
		ObjectNode logprobs = AnswerParts.logprobs(candidate);
		if (logprobs != null) {
			last = (last != null) ? last : choice(chunks);
			last.set("logprobs", logprobs);
		}
		String reason = AnswerParts.text(candidate, "finishReason");
		if (reason == null && finished() && this.toolCalls > callsBefore) {
			// a call after the end: the end that was told is no longer true
			reason = "STOP";
		}
		last = finish(candidate, reason, last, chunks);
		if (hasExtensions(candidate)) {
			AnswerParts.writeExtensions((last != null) ? last : choice(chunks), candidate);
		}
	}

	void block(String reason, JsonNode feedback, List<ObjectNode> chunks) {
		begin(chunks);
		this.finish = FinishReasons.CONTENT_FILTER;
		ObjectNode choice = choice(chunks);
		choice.put("finish_reason", FinishReasons.CONTENT_FILTER).put("native_finish_reason", reason);
		AnswerParts.writeExtension(chunks.getLast(), "prompt_feedback", feedback);
	}

	private void begin(List<ObjectNode> chunks) {
		if (!this.begun) {
			this.begun = true;
			delta(choice(chunks)).put("role", "assistant").put("content", "");
		}
	}

	private ObjectNode part(JsonNode part, String responseId, List<ObjectNode> chunks) {
		ObjectNode choice = choice(chunks);
		ObjectNode delta = delta(choice);
		String text = AnswerParts.text(part, "text");
		if (text != null) {
			if (AnswerParts.isThought(part)) {
				delta.put("reasoning_content", text);
			}
			else {
				AnswerParts.writeSignature(delta.put("content", text), part);
			}
		}
		else if (part.has("functionCall")) {
			ObjectNode call = delta.putArray("tool_calls").addObject().put("index", this.toolCalls);
			AnswerParts.writeToolCall(call, part, "call_" + responseId + "_" + this.index + "_" + this.toolCalls);
			this.toolCalls++;
		}
		else if (!AnswerParts.writeMedia(delta, part.path("inlineData"), responseId)) {
			choice.withObjectProperty("google").withArrayProperty("parts").add(part);
		}
		return choice;
	}

	private @Nullable ObjectNode finish(JsonNode candidate, @Nullable String reason, @Nullable ObjectNode last,
			List<ObjectNode> chunks) {
		if (reason == null) {
			return last;
		}
		String mapped = FinishReasons.of(reason, this.toolCalls > 0);
		// Gemini may repeat the end; callers get one, unless calls came to light since
		if (mapped.equals(this.finish) || (finished() && !mapped.equals("tool_calls"))) {
			return last;
		}
		this.finish = mapped;
		ObjectNode choice = choice(chunks);
		FinishReasons.write(choice, reason, this.toolCalls > 0);
		AnswerParts.writeExtension(choice, "safety_ratings", candidate.get("safetyRatings"));
		return choice;
	}

	private static boolean hasExtensions(JsonNode candidate) {
		return candidate.has("groundingMetadata") || candidate.has("citationMetadata")
				|| candidate.has("urlContextMetadata");
	}

	private ObjectNode choice(List<ObjectNode> chunks) {
		ObjectNode chunk = this.stream.chunk();
		chunks.add(chunk);
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", this.index);
		choice.putObject("delta");
		return choice.putNull("logprobs").putNull("finish_reason");
	}

	private static ObjectNode delta(ObjectNode choice) {
		return (ObjectNode) choice.get("delta");
	}

}
