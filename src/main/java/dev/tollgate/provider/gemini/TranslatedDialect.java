package dev.tollgate.provider.gemini;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.Receipt;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.MalformedJsonException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a stream of Gemini's in OpenAI's protocol.
 */
final class TranslatedDialect implements EventDialect {

	private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

	private final GeminiStreamTranslator translator;

	private final boolean usageRequested;

	TranslatedDialect(GeminiStreamTranslator translator, ChatRequest request) {
		this.translator = translator;
		this.usageRequested = request.usageRequested();
	}

	@Override
	public boolean event(byte[] bytes, int from, int to, AnswerProgress progress, EventOutput out) {
		JsonNode event = read(bytes, from, to);
		if (event.isMissingNode()) {
			throw new MalformedJsonException("The event is empty");
		}
		if (GeminiErrors.isError(event)) {
			progress.refused();
		}
		long size = GeminiText.size(event);
		if (size > 0) {
			progress.content(size);
		}
		for (ObjectNode chunk : this.translator.event(event)) {
			note(chunk, progress);
			write(chunk, out);
		}
		progress.usage(this.translator.usage());
		progress.model(this.translator.modelVersion());
		// not the end of the stream: usage may still come, as may a call after STOP
		return false;
	}

	static JsonNode read(byte[] bytes, int from, int to) {
		try {
			return Json.MAPPER.readTree(bytes, from, to - from);
		}
		catch (JacksonException ex) {
			throw new MalformedJsonException("The event is not JSON");
		}
	}

	private void note(ObjectNode chunk, AnswerProgress progress) {
		if (progress.id() == null) {
			progress.id(chunk.path("id").asString(null));
		}
		for (JsonNode choice : chunk.path("choices")) {
			String reason = choice.path("finish_reason").asString(null);
			if (reason != null && this.translator.finished()) {
				progress.finished(reason);
			}
		}
	}

	private static void write(ObjectNode chunk, EventOutput out) {
		byte[] json = Json.MAPPER.writeValueAsBytes(chunk);
		out.write(json, 0, json.length);
	}

	@Override
	public void end(Receipt receipt, EventOutput out) {
		if (this.usageRequested) {
			ObjectNode chunk = this.translator.usageChunk();
			if (chunk == null || receipt.estimated()) {
				chunk = this.translator.chunk();
				chunk.putArray("choices");
				chunk.putObject("usage")
					.put("prompt_tokens", receipt.usage().input())
					.put("completion_tokens", receipt.usage().output())
					.put("total_tokens", receipt.usage().total());
			}
			ObjectNode cost = JsonNodeFactory.instance.objectNode();
			cost.put("usd", receipt.usd()).put("window", receipt.window()).put("source", receipt.source());
			((ObjectNode) chunk.get("usage")).set("cost", cost);
			write(chunk, out);
		}
		out.write(DONE, 0, DONE.length);
	}

}
