package dev.tollgate.provider;

import dev.tollgate.chat.Protocol;
import dev.tollgate.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's protocol on both sides.
 *
 * @param model the model in requests
 */
public record CompatibleSamples(String model) implements WireSamples {

	private static final String HEAD = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
			+ "\"model\":\"m-2026\",\"choices\":[";

	@Override
	public Protocol protocol() {
		return Protocol.OPENAI;
	}

	@Override
	public String request(boolean streamed, boolean usage) {
		return requestTo(this.model, streamed, usage);
	}

	static String requestTo(String model, boolean streamed, boolean usage) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
				+ (streamed ? ",\"stream\":true" : "") + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "")
				+ "}";
	}

	private static String chunk(String delta, String finish) {
		return "data: " + HEAD + "{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
	}

	@Override
	public String opening() {
		return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
	}

	@Override
	public String content(String text) {
		return chunk("{\"content\":\"" + text + "\"}", "null");
	}

	@Override
	public String finish() {
		return chunk("{}", "\"stop\"");
	}

	@Override
	public String usage(String prompt, String completion) {
		return "data: " + HEAD + "],\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion
				+ ",\"total_tokens\":12}}\n\n";
	}

	@Override
	public String done() {
		return "data: [DONE]\n\n";
	}

	@Override
	public String error(int status, String word) {
		return "data: " + errorBody(status, word, "it broke at http://10.0.0.1/ with sk-secret") + "\n\n";
	}

	@Override
	public String errorBody(int status, String word, String message) {
		return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + word + "\",\"param\":null,\"code\":\"" + word
				+ "\"}}";
	}

	@Override
	public String whole(String text) {
		return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m-2026\",\"choices\":["
				+ "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text
				+ "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,"
				+ "\"total_tokens\":12}}";
	}

	@Override
	public String textOf(String events) {
		return text(events);
	}

	static String text(String events) {
		StringBuilder text = new StringBuilder();
		events.lines().filter((line) -> line.startsWith("data: {")).forEach((line) -> {
			JsonNode chunk = Json.MAPPER.readTree(line.substring("data: ".length()));
			chunk.path("choices").forEach((choice) -> text.append(choice.path("delta").path("content").asString("")));
		});
		return text.toString();
	}

	@Override
	public boolean saysDone(String events) {
		return events.endsWith("data: [DONE]\n\n");
	}

}
