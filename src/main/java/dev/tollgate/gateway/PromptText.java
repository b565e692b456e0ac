package dev.tollgate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import tools.jackson.databind.JsonNode;

/**
 * What there is to count in a chat request.
 *
 * @param texts the texts that the model reads, none if they are too long to be kept
 * @param characters how long the texts are together
 * @param overhead the tokens that OpenAI adds to a message of any text, per message and
 * name and for the reply (OpenAI Cookbook, "How to count tokens with tiktoken")
 * @param plain whether that is all: no tools, no schema, no earlier tool call, whose
 * tokens OpenAI does not document
 * @param notCounted how many parts are no text, by their type
 */
record PromptText(List<String> texts, long characters, int overhead, boolean plain, Map<String, Integer> notCounted) {

	private static final int PER_MESSAGE = 3;

	private static final int PER_NAME = 1;

	private static final int PER_REPLY = 3;

	/** As much as any model's context holds, and a second's work to count. */
	static final long MOST_CHARACTERS = 4_000_000;

	/** How that begins which stands for media in a body's skeleton. */
	private static final String PLACEHOLDER = "@media-";

	/** Above this, media are worth leaving out before the body is parsed. */
	private static final int SMALL = 1024 * 1024;

	private static final List<String> UNDOCUMENTED = List.of("tools", "functions", "response_format");

	/** Reads a body of OpenAI's chat completion. */
	static PromptText of(JsonBody body) {
		Reading reading = new Reading();
		JsonMember messages = body.member("messages");
		if (messages != null && body.size() > SMALL) {
			reading.messages(body.skeleton().tree().path("messages"));
		}
		if (messages != null && (body.size() <= SMALL || reading.hasPlaceholders())) {
			// or else a long text without a space would pass for media
			reading = new Reading();
			reading.messages(Json.MAPPER.readTree(body.json(messages)));
		}
		for (String name : UNDOCUMENTED) {
			JsonMember member = body.member(name);
			if (member != null && member.kind() != JsonKind.NULL) {
				reading.undocumented(body.text(member));
			}
		}
		return reading.result();
	}

	private static final class Reading {

		private final List<String> texts = new ArrayList<>();

		private final Map<String, Integer> notCounted = new TreeMap<>();

		private int overhead;

		private boolean plain = true;

		PromptText result() {
			long characters = this.texts.stream().mapToLong(String::length).sum();
			return new PromptText((characters <= MOST_CHARACTERS) ? this.texts : List.of(), characters,
					this.overhead + PER_REPLY, this.plain, this.notCounted);
		}

		boolean hasPlaceholders() {
			return this.texts.stream().anyMatch((text) -> text.contains(PLACEHOLDER));
		}

		void messages(JsonNode messages) {
			for (JsonNode message : messages) {
				this.overhead += PER_MESSAGE;
				message.properties().forEach((field) -> field(field.getKey(), field.getValue()));
			}
		}

		private void field(String name, JsonNode value) {
			switch (name) {
				case "content" -> content(value);
				case "role" -> text(value);
				case "name" -> {
					this.overhead += PER_NAME;
					text(value);
				}
				default -> {
					if (!value.isNull()) {
						undocumented(value.isString() ? value.asString() : value.toString());
					}
				}
			}
		}

		private void content(JsonNode content) {
			if (!content.isArray()) {
				text(content);
				return;
			}
			for (JsonNode part : content) {
				String type = part.path("type").asString("");
				if (part.path("text").isString()) {
					text(part.path("text"));
				}
				else if (part.path("refusal").isString()) {
					text(part.path("refusal"));
				}
				else {
					this.notCounted.merge(type.isEmpty() ? "unknown" : type, 1, Integer::sum);
				}
			}
		}

		private void text(JsonNode value) {
			if (value.isString()) {
				this.texts.add(value.asString());
			}
		}

		void undocumented(String text) {
			this.plain = false;
			this.texts.add(text);
		}

	}

}
