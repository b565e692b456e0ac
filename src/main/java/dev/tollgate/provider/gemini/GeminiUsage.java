package dev.tollgate.provider.gemini;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads Gemini's {@code usageMetadata}, which is cumulative in a stream. */
final class GeminiUsage {

	// more than any model can read or write: a greater number is nonsense, not usage
	private static final long MAX_TOKENS = 100_000_000L;

	private static final long INVALID = -1;

	private GeminiUsage() {
	}

	/**
	 * The tokens that a {@code usageMetadata} tells.
	 * @param metadata the object, or null
	 * @return the usage, or null where the prompt's tokens are not told or any number is
	 * negative, absurd or no whole number
	 */
	static @Nullable TokenUsage of(@Nullable JsonNode metadata) {
		if (metadata == null || !metadata.isObject() || !metadata.hasNonNull("promptTokenCount")) {
			return null;
		}
		long prompt = count(metadata, "promptTokenCount");
		if (prompt == 0) {
			// a prompt of no tokens does not exist
			return null;
		}
		long cached = count(metadata, "cachedContentTokenCount");
		long candidates = count(metadata, "candidatesTokenCount");
		long thoughts = count(metadata, "thoughtsTokenCount");
		long toolUse = count(metadata, "toolUsePromptTokenCount");
		long total = count(metadata, "totalTokenCount");
		Modalities sent = Modalities.of(metadata.get("promptTokensDetails"));
		Modalities toolsSent = Modalities.of(metadata.get("toolUsePromptTokensDetails"));
		Modalities fromCache = Modalities.of(metadata.get("cacheTokensDetails"));
		Modalities answered = Modalities.of(metadata.get("candidatesTokensDetails"));
		if ((prompt | cached | candidates | thoughts | toolUse | total) < 0 || sent == null || toolsSent == null
				|| fromCache == null || answered == null) {
			return null;
		}
		long input = prompt + toolUse;
		// candidates leave thoughts out, but for answers whose total shows that they do
		// not
		boolean inclusive = candidates >= thoughts && (prompt + candidates == total || input + candidates == total);
		long output = inclusive ? candidates : candidates + thoughts;
		long audio = Math.min(sent.audio + toolsSent.audio, input);
		long image = Math.min(sent.image + toolsSent.image, input - audio);
		long video = Math.min(sent.video + toolsSent.video, input - audio - image);
		long cachedInput = Math.min(cached, input);
		long audioOutput = Math.min(answered.audio, output - thoughts);
		return new TokenUsage(input, cachedInput, 0, audio, Math.min(fromCache.audio, Math.min(cachedInput, audio)),
				image, video, output, thoughts, audioOutput, Math.min(answered.image, output - thoughts - audioOutput));
	}

	/**
	 * The usage as OpenAI callers read it.
	 * @param metadata Gemini's {@code usageMetadata}, or null
	 * @return the object {@code usage}, or null where there is no valid usage
	 */
	static @Nullable ObjectNode toOpenAi(@Nullable JsonNode metadata) {
		TokenUsage usage = of(metadata);
		if (usage == null || metadata == null) {
			return null;
		}
		long total = count(metadata, "totalTokenCount");
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		object.put("prompt_tokens", usage.input())
			.put("completion_tokens", usage.output())
			.put("total_tokens", (total > 0) ? total : usage.total());
		ObjectNode prompt = object.putObject("prompt_tokens_details")
			.put("cached_tokens", usage.cachedInput())
			.put("audio_tokens", usage.audioInput());
		putPositive(prompt, "image_tokens", usage.imageInput());
		putPositive(prompt, "video_tokens", usage.videoInput());
		ObjectNode completion = object.putObject("completion_tokens_details")
			.put("reasoning_tokens", usage.reasoning())
			.put("audio_tokens", usage.audioOutput());
		putPositive(completion, "image_tokens", usage.imageOutput());
		return object;
	}

	private static void putPositive(ObjectNode object, String name, long tokens) {
		if (tokens > 0) {
			object.put(name, tokens);
		}
	}

	private static long count(JsonNode object, String name) {
		JsonNode count = object.get(name);
		// what is zero is left out on Google's wire
		if (count == null || count.isNull()) {
			return 0;
		}
		if (!count.isIntegralNumber() || !count.canConvertToLong()) {
			return INVALID;
		}
		long tokens = count.longValue();
		return (tokens >= 0 && tokens <= MAX_TOKENS) ? tokens : INVALID;
	}

	/**
	 * The tokens of a list of details that are no text; documents count as text.
	 *
	 * @param audio those that stand for audio
	 * @param image those that stand for pictures
	 * @param video those that stand for video
	 */
	private record Modalities(long audio, long image, long video) {

		private static final Modalities NONE = new Modalities(0, 0, 0);

		static @Nullable Modalities of(@Nullable JsonNode details) {
			if (details == null || details.isNull()) {
				return NONE;
			}
			if (!details.isArray()) {
				return null;
			}
			long audio = 0;
			long image = 0;
			long video = 0;
			for (JsonNode detail : details) {
				long tokens = count(detail, "tokenCount");
				JsonNode modality = detail.get("modality");
				if (tokens < 0 || modality == null || !modality.isString()) {
					return null;
				}
				switch (modality.stringValue()) {
					case "AUDIO" -> audio += tokens;
					case "IMAGE" -> image += tokens;
					case "VIDEO" -> video += tokens;
					default -> {
					}
				}
			}
			return new Modalities(audio, image, video);
		}

	}

}
