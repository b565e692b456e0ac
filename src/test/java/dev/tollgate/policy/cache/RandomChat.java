package dev.tollgate.policy.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat requests and completions at random, and JSON written with every liberty.
 */
final class RandomChat {

	private static final String[] WORDS = { "hello", " the", " road", "\n\n", " é", "漢字かな交じり文", " 👩‍👩‍👧‍👦",
			" 🇩🇪🇫🇷", " e\u0301\u0302", "\r\n", "\"", "\\", "\t", "{}", " ", "  ", "\u0000", "\ud83d\ude00",
			"averyveryveryveryveryveryveryveryveryveryveryverylongword" };

	private final Random random;

	RandomChat(long seed) {
		this.random = new Random(seed);
	}

	ObjectNode request() {
		ObjectNode request = JsonNodeFactory.instance.objectNode();
		request.put("model", pick("gpt-4o", "chat"));
		ArrayNode messages = request.putArray("messages");
		messages.addObject().put("role", "system").put("content", text(3));
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			messages.addObject().put("role", "user").put("content", text(6));
			messages.addObject().put("role", "assistant").put("content", text(6));
		}
		ArrayNode parts = messages.addObject().put("role", "user").putArray("content");
		parts.addObject().put("type", "text").put("text", "?" + text(4));
		parts.addObject().put("type", "image_url").putObject("image_url").put("url", "https://a.test/" + number());
		request.put("temperature", this.random.nextInt(20) / 10.0);
		request.put("max_tokens", this.random.nextInt(100));
		request.set("unknown", value(0));
		return request;
	}

	ObjectNode completion() {
		ObjectNode completion = JsonNodeFactory.instance.objectNode();
		completion.put("id", "chatcmpl-" + number()).put("object", "chat.completion");
		completion.put("created", 1_790_000_000 + number()).put("model", "gpt-4o-2024-08-06");
		ArrayNode choices = completion.putArray("choices");
		for (int i = 0; i <= this.random.nextInt(3); i++) {
			choice(choices.addObject().put("index", i));
		}
		if (maybe()) {
			completion.put("system_fingerprint", "fp_" + number()).put("service_tier", "default");
		}
		else {
			completion.putNull("system_fingerprint");
		}
		if (maybe()) {
			completion.set("x_unknown", value(0));
		}
		if (maybe()) {
			completion.putObject("usage")
				.put("prompt_tokens", number())
				.putObject("completion_tokens_details")
				.put("reasoning_tokens", number());
		}
		return completion;
	}

	private void choice(ObjectNode choice) {
		ObjectNode message = choice.putObject("message").put("role", "assistant");
		if (this.random.nextInt(4) > 0) {
			message.put("content", text(40));
		}
		else {
			message.putNull("content");
		}
		if (maybe()) {
			message.put("refusal", maybe() ? null : text(10));
		}
		if (maybe()) {
			message.put(pick("reasoning_content", "reasoning"), text(30));
		}
		if (maybe()) {
			message.putArray("annotations");
			message.putObject("extra_content").putObject("google").put("thought_signature", "c2ln");
			message.put("x_text", text(3)).set("x_value", value(0));
		}
		if (maybe()) {
			calls(message.putArray("tool_calls"));
		}
		logprobs(choice, message.path("content").asString(""));
		choice.put("finish_reason", pick("stop", "length", "tool_calls"));
		if (maybe()) {
			choice.put("native_finish_reason", "STOP").set("content_filter_results", value(1));
		}
	}

	private void calls(ArrayNode calls) {
		for (int i = this.random.nextInt(3); i > 0; i--) {
			ObjectNode call = calls.addObject().put("id", "call_" + number());
			if (maybe()) {
				call.put("type", "function")
					.putObject("function")
					.put("name", "weather")
					.put("arguments", "{\"city\":\"" + text(9) + "\"}");
			}
			else {
				call.put("type", "custom").putObject("custom").put("name", "sql").put("input", text(9));
			}
		}
	}

	private void logprobs(ObjectNode choice, String content) {
		switch (this.random.nextInt(4)) {
			case 0 -> choice.putNull("logprobs");
			case 1 -> {
				ObjectNode logprobs = choice.putObject("logprobs");
				ArrayNode tokens = logprobs.putArray("content");
				for (String piece : TextPieces.of(maybe() ? content : "else")) {
					tokens.addObject().put("token", piece).put("logprob", -0.25).putArray("top_logprobs");
				}
				if (maybe()) {
					logprobs.putNull("refusal");
				}
				else {
					logprobs.putArray("refusal").addObject().put("token", "no");
				}
			}
			default -> {
				// most answers have none
			}
		}
	}

	String text(int words) {
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(words + 1); i > 0; i--) {
			text.append(WORDS[this.random.nextInt(WORDS.length)]);
		}
		return text.toString();
	}

	private JsonNode value(int depth) {
		JsonNodeFactory nodes = JsonNodeFactory.instance;
		return switch (this.random.nextInt((depth < 3) ? 7 : 5)) {
			case 0 -> nodes.stringNode(text(4));
			case 1 -> nodes.numberNode(number());
			case 2 -> nodes.numberNode(this.random.nextInt(1000) / 8.0);
			case 3 -> nodes.booleanNode(maybe());
			case 4 -> nodes.stringNode("x");
			case 5 -> {
				ArrayNode array = nodes.arrayNode();
				for (int i = this.random.nextInt(4); i > 0; i--) {
					array.add(value(depth + 1));
				}
				yield array;
			}
			default -> {
				ObjectNode object = nodes.objectNode();
				for (int i = this.random.nextInt(4); i > 0; i--) {
					object.set("m" + i, value(depth + 1));
				}
				yield object;
			}
		};
	}

	/** Writes a value another way. */
	String written(JsonNode value) {
		if (value.isObject()) {
			List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
			Collections.shuffle(members, this.random);
			return "{" + String.join(space() + ",",
					members.stream()
						.map((member) -> space() + string(member.getKey()) + ":" + written(member.getValue()))
						.toList())
					+ "}";
		}
		if (value.isArray()) {
			List<String> elements = new ArrayList<>();
			value.forEach((element) -> elements.add(space() + written(element)));
			return "[" + String.join(",", elements) + "]";
		}
		if (value.isString()) {
			return string(value.stringValue());
		}
		return value.isNumber() ? number(value) : value.toString();
	}

	private String number(JsonNode value) {
		String plain = value.decimalValue().toPlainString();
		return switch (this.random.nextInt(3)) {
			case 0 -> plain + (plain.contains(".") ? "000" : ".0");
			case 1 -> value.decimalValue().movePointRight(2).toPlainString() + pick("e-2", "E-02");
			default -> plain;
		};
	}

	private String string(String text) {
		StringBuilder out = new StringBuilder("\"");
		for (char next : text.toCharArray()) {
			if (next < ' ' || next == '"' || next == '\\' || maybe()) {
				out.append(String.format("\\u%04x", (int) next));
			}
			else {
				out.append(next);
			}
		}
		return halves(out.append('"').toString());
	}

	/** One half of a pair can only be escaped with the other. */
	private static String halves(String json) {
		StringBuilder out = new StringBuilder();
		for (char next : json.toCharArray()) {
			out.append(Character.isSurrogate(next) ? String.format("\\u%04x", (int) next) : String.valueOf(next));
		}
		return out.toString();
	}

	/** All requests that differ from another one in one place. */
	static Map<String, ObjectNode> changed(ObjectNode request) {
		Map<String, ObjectNode> changed = new TreeMap<>();
		for (String name : List.copyOf(request.propertyNames())) {
			ObjectNode less = request.deepCopy();
			less.remove(name);
			changed.put("without " + name, less);
		}
		for (int i = 0; i < request.path("messages").size(); i++) {
			ObjectNode other = request.deepCopy();
			ObjectNode message = (ObjectNode) other.path("messages").path(i);
			if (message.path("content").isString()) {
				message.put("content", message.path("content").stringValue() + " ");
			}
			else {
				((ObjectNode) message.path("content").path(1).path("image_url")).put("url", "https://b.test/");
			}
			changed.put("message " + i, other);
		}
		return changed;
	}

	private String space() {
		return pick("", " ", "\n\t");
	}

	private int number() {
		return this.random.nextInt(10_000);
	}

	private boolean maybe() {
		return this.random.nextBoolean();
	}

	private String pick(String... of) {
		return of[this.random.nextInt(of.length)];
	}

}
