package dev.tollgate.provider.gemini;

import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The pieces of an answer that are translated alike, streamed or not. */
final class AnswerParts {

	private AnswerParts() {
	}

	/**
	 * What identifies an answer, and its tool calls where Gemini gives them no id.
	 * @param answer Gemini's answer or the first event of a stream
	 * @return Gemini's own id, or a random one
	 */
	static String responseId(JsonNode answer) {
		String id = text(answer, "responseId");
		return (id != null) ? id : UUID.randomUUID().toString();
	}

	static @Nullable String text(@Nullable JsonNode object, String name) {
		JsonNode value = (object != null) ? object.get(name) : null;
		return (value != null && value.isString()) ? value.stringValue() : null;
	}

	static boolean isThought(JsonNode part) {
		JsonNode thought = part.get("thought");
		return thought != null && thought.isBoolean() && thought.booleanValue();
	}

	static int index(JsonNode candidate) {
		JsonNode index = candidate.get("index");
		return (index != null && index.isIntegralNumber() && index.canConvertToInt()) ? index.intValue() : 0;
	}

	static void writeToolCall(ObjectNode target, JsonNode part, String fallbackId) {
		JsonNode call = part.path("functionCall");
		String id = text(call, "id");
		String name = text(call, "name");
		JsonNode arguments = call.get("args");
		target.put("id", (id != null && !id.isEmpty()) ? id : fallbackId).put("type", "function");
		target.putObject("function")
			.put("name", (name != null) ? name : "")
			.put("arguments", (arguments != null && !arguments.isNull()) ? arguments.toString() : "{}");
		writeSignature(target, part);
	}

	// where Google's own OpenAI-compatible endpoint has it
	static void writeSignature(ObjectNode target, JsonNode part) {
		String signature = text(part, "thoughtSignature");
		if (signature != null) {
			target.putObject("extra_content").putObject("google").put("thought_signature", signature);
		}
	}

	/**
	 * Writes a picture into {@code images} and a sound into {@code audio}.
	 * @param target the message or delta
	 * @param data Gemini's {@code inlineData}
	 * @param id the answer's id, for the sound
	 * @return whether it was one of them
	 */
	static boolean writeMedia(ObjectNode target, JsonNode data, String id) {
		String type = text(data, "mimeType");
		String payload = text(data, "data");
		if (type == null || payload == null) {
			return false;
		}
		if (type.startsWith("image/")) {
			target.withArrayProperty("images")
				.addObject()
				.put("type", "image_url")
				.putObject("image_url")
				.put("url", "data:" + type + ";base64," + payload);
			return true;
		}
		if (type.startsWith("audio/")) {
			target.putObject("audio").put("id", "audio-" + id).put("mime_type", type).put("data", payload);
			return true;
		}
		return false;
	}

	/**
	 * Writes what only Gemini tells of a candidate, under {@code google}.
	 * @param choice receives it
	 * @param candidate Gemini's candidate
	 */
	static void writeExtensions(ObjectNode choice, JsonNode candidate) {
		writeExtension(choice, "grounding_metadata", candidate.get("groundingMetadata"));
		writeExtension(choice, "citation_metadata", candidate.get("citationMetadata"));
		writeExtension(choice, "url_context_metadata", candidate.get("urlContextMetadata"));
	}

	static void writeExtension(ObjectNode object, String name, @Nullable JsonNode value) {
		if (value != null && !value.isEmpty()) {
			object.withObjectProperty("google").set(name, value);
		}
	}

	/**
	 * The probabilities of the answered tokens.
	 * @param candidate Gemini's candidate
	 * @return OpenAI's {@code logprobs}, or null where Gemini told none
	 */
	static @Nullable ObjectNode logprobs(JsonNode candidate) {
		JsonNode result = candidate.get("logprobsResult");
		if (result == null || !result.path("chosenCandidates").isArray()) {
			return null;
		}
		ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
		ArrayNode content = logprobs.putArray("content");
		JsonNode top = result.path("topCandidates");
		int position = 0;
		for (JsonNode chosen : result.path("chosenCandidates")) {
			ObjectNode token = logprob(content.addObject(), chosen);
			ArrayNode alternatives = token.putArray("top_logprobs");
			for (JsonNode alternative : top.path(position++).path("candidates")) {
				logprob(alternatives.addObject(), alternative);
			}
		}
		logprobs.putNull("refusal");
		return logprobs;
	}

	private static ObjectNode logprob(ObjectNode target, JsonNode token) {
		target.put("token", text(token, "token"));
		JsonNode probability = token.get("logProbability");
		// what is zero is left out on Google's wire
		if (probability != null && probability.isNumber()) {
			target.set("logprob", probability);
		}
		else {
			target.put("logprob", 0);
		}
		return target.putNull("bytes");
	}

	// the tier that was used decides the price, and need not be the tier that was asked
	static void writeServiceTier(ObjectNode answer, @Nullable JsonNode usageMetadata) {
		String tier = text(usageMetadata, "serviceTier");
		if (tier != null) {
			String name = tier.toLowerCase(Locale.ROOT);
			answer.put("service_tier", name.equals("standard") ? "default" : name);
		}
	}

}
