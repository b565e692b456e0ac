package dev.tollgate.policy.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One choice of a completion, taken apart to those of a stream. */
final class ReplayedChoice {

	private static final String CONTENT = "content";

	private static final String REFUSAL = "refusal";

	private static final String LOGPROBS = "logprobs";

	private static final String FINISH_REASON = "finish_reason";

	private static final String TOOL_CALLS = "tool_calls";

	/** In the order in which a model writes them. */
	private static final List<String> TEXTS = List.of("reasoning_content", "reasoning", CONTENT, REFUSAL);

	private static final Set<String> OF_CHOICE = Set.of("index", "message", LOGPROBS, FINISH_REASON);

	private final JsonNode choice;

	private final JsonNode message;

	private final JsonNode logprobs;

	private final List<ObjectNode> pieces = new ArrayList<>();

	private boolean probable;

	ReplayedChoice(JsonNode choice) {
		this.choice = choice;
		this.message = choice.path("message");
		this.logprobs = choice.path(LOGPROBS);
	}

	List<ObjectNode> pieces() {
		this.pieces.clear();
		begin();
		for (String name : TEXTS) {
			if (this.message.path(name).isString()) {
				text(name, this.message.path(name).stringValue());
			}
		}
		for (Map.Entry<String, JsonNode> member : this.message.properties()) {
			if (!isText(member) && !isFirst(member) && !member.getKey().equals(TOOL_CALLS)) {
				delta().set(member.getKey(), member.getValue());
			}
		}
		calls(this.message.path(TOOL_CALLS));
		end();
		return this.pieces;
	}

	/** The role, and what is known to be nothing. */
	private void begin() {
		ObjectNode first = delta();
		for (Map.Entry<String, JsonNode> member : this.message.properties()) {
			if (isFirst(member)) {
				first.set(member.getKey(), member.getValue());
			}
		}
		if (this.message.path(CONTENT).isString()) {
			first.put(CONTENT, "");
		}
	}

	private static boolean isFirst(Map.Entry<String, JsonNode> member) {
		JsonNode value = member.getValue();
		return member.getKey().equals("role") || value.isNull() || (value.isString() && value.stringValue().isEmpty())
				|| (member.getKey().equals(TOOL_CALLS) && value.isArray() && value.isEmpty());
	}

	private static boolean isText(Map.Entry<String, JsonNode> member) {
		return TEXTS.contains(member.getKey()) && member.getValue().isString();
	}

	private void text(String name, String text) {
		if (name.equals(CONTENT) && tokensAre(text)) {
			tokens();
			return;
		}
		for (String piece : TextPieces.of(text)) {
			delta().put(name, piece);
		}
	}

	private boolean tokensAre(String text) {
		StringBuilder tokens = new StringBuilder();
		for (JsonNode token : this.logprobs.path(CONTENT)) {
			tokens.append(token.path("token").asString(""));
		}
		return !tokens.isEmpty() && text.contentEquals(tokens);
	}

	private void tokens() {
		this.probable = true;
		for (JsonNode token : this.logprobs.path(CONTENT)) {
			delta().put(CONTENT, token.path("token").asString(""));
			ObjectNode logprobs = this.pieces.getLast().putObject(LOGPROBS);
			logprobs.putArray(CONTENT).add(token);
			if (this.logprobs.path(REFUSAL).isNull()) {
				logprobs.putNull(REFUSAL);
			}
		}
	}

	private void calls(JsonNode calls) {
		int index = 0;
		for (JsonNode call : calls) {
			call(index++, call);
		}
	}

	/** First which function it is, then its arguments piece by piece. */
	private void call(int index, JsonNode call) {
		ObjectNode head = piece(index);
		JsonNode arguments = call.path("function").path("arguments");
		for (Map.Entry<String, JsonNode> member : call.properties()) {
			if (!member.getKey().equals("index")) {
				head.set(member.getKey(), member.getValue());
			}
		}
		if (arguments.isString()) {
			ObjectNode function = (ObjectNode) call.path("function").deepCopy();
			head.set("function", function.put("arguments", ""));
			for (String piece : TextPieces.of(arguments.stringValue())) {
				piece(index).putObject("function").put("arguments", piece);
			}
		}
	}

	private ObjectNode piece(int index) {
		return delta().putArray(TOOL_CALLS).addObject().put("index", index);
	}

	private void end() {
		delta();
		ObjectNode last = this.pieces.getLast();
		JsonNode rest = rest();
		if (rest != null) {
			last.set(LOGPROBS, rest);
		}
		if (this.choice.has(FINISH_REASON)) {
			last.set(FINISH_REASON, this.choice.path(FINISH_REASON));
		}
		for (Map.Entry<String, JsonNode> member : this.choice.properties()) {
			if (!OF_CHOICE.contains(member.getKey())) {
				last.set(member.getKey(), member.getValue());
			}
		}
	}

	/** The probabilities that were not told token by token. */
	private @Nullable JsonNode rest() {
		if (!this.logprobs.isObject()) {
			return null;
		}
		ObjectNode rest = ((ObjectNode) this.logprobs).deepCopy();
		if (this.probable) {
			rest.remove(CONTENT);
		}
		return rest.isEmpty() ? null : rest;
	}

	private ObjectNode delta() {
		ObjectNode piece = JsonNodeFactory.instance.objectNode();
		piece.put("index", this.choice.path("index").asInt(0));
		ObjectNode delta = piece.putObject("delta");
		if (this.choice.has(LOGPROBS)) {
			piece.putNull(LOGPROBS);
		}
		piece.putNull(FINISH_REASON);
		this.pieces.add(piece);
		return delta;
	}

}
