package dev.tollgate.provider;

import dev.tollgate.chat.Protocol;
import dev.tollgate.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Gemini's protocol at the provider; the caller speaks the given one.
 *
 * @param protocol the caller's protocol
 */
public record GeminiSamples(Protocol protocol) implements WireSamples {

	private static final String TAIL = ",\"modelVersion\":\"m-2026\",\"responseId\":\"r1\"}\n\n";

	@Override
	public String request(boolean streamed, boolean usage) {
		return (this.protocol == Protocol.OPENAI) ? CompatibleSamples.requestTo("gemini-2.5-flash", streamed, usage)
				: "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
	}

	private static String candidate(String members) {
		return "data: {\"candidates\":[{" + members + "\"index\":0}]" + TAIL;
	}

	@Override
	public String opening() {
		return "data: {\"usageMetadata\":{\"promptTokenCount\":5}" + TAIL;
	}

	@Override
	public String content(String text) {
		return candidate("\"content\":{\"parts\":[{\"text\":\"" + text + "\"}],\"role\":\"model\"},");
	}

	@Override
	public String finish() {
		return candidate("\"finishReason\":\"STOP\",");
	}

	@Override
	public String usage(String prompt, String completion) {
		return "data: {\"usageMetadata\":{\"promptTokenCount\":" + prompt + ",\"candidatesTokenCount\":" + completion
				+ ",\"totalTokenCount\":12}" + TAIL;
	}

	@Override
	public String done() {
		return "";
	}

	@Override
	public String error(int status, String word) {
		return "data: " + errorBody(status, word, "it broke at http://10.0.0.1/ with AIzaSecret") + "\n\n";
	}

	@Override
	public String errorBody(int status, String word, String message) {
		return "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"status\":\"" + word + "\"}}";
	}

	@Override
	public String whole(String text) {
		return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + text
				+ "\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":"
				+ "{\"promptTokenCount\":5,\"candidatesTokenCount\":7,\"totalTokenCount\":12},"
				+ "\"modelVersion\":\"m-2026\",\"responseId\":\"r1\"}";
	}

	@Override
	public String textOf(String events) {
		if (this.protocol == Protocol.OPENAI) {
			return CompatibleSamples.text(events);
		}
		StringBuilder text = new StringBuilder();
		events.lines().filter((line) -> line.startsWith("data: {")).forEach((line) -> {
			JsonNode event = Json.MAPPER.readTree(line.substring("data: ".length()));
			for (JsonNode candidate : event.path("candidates")) {
				candidate.path("content").path("parts").forEach((part) -> text.append(part.path("text").asString("")));
			}
		});
		return text.toString();
	}

	@Override
	public boolean saysDone(String events) {
		// Gemini's own streams end without a mark
		return this.protocol == Protocol.GEMINI || events.endsWith("data: [DONE]\n\n");
	}

}
