package dev.tollgate.simulator;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as a text completion, in one piece or in chunks.
 *
 * @param dialect whose text completions
 * @param exchange the request
 * @param model the model as the answer names it
 * @param answer the answer
 * @param input what was sent
 */
record TextCompletion(ChatCompletion.Dialect dialect, Exchange exchange, String model, Answer answer,
		InputCount input) {

	static TextCompletion of(ChatCompletion.Dialect dialect, Exchange exchange, String model, PromptCache cache) {
		JsonNode body = Objects.requireNonNull(exchange.body());
		JsonNode given = body.path("prompt");
		String prompt = given.isArray() ? given.path(0).asString("") : given.asString("");
		String suffix = body.path("suffix").asString("");
		int standard = (dialect == ChatCompletion.Dialect.OPENAI) ? 16 : 4096;
		Answer answer = Answers.fill(prompt, suffix, body.path("max_tokens").asInt(standard), exchange.faults());
		Prompt asked = new Prompt(model, List.of(new Prompt.Turn("user", prompt), new Prompt.Turn("user", suffix)),
				List.of(), List.of(), null, false, null, 1, null, false);
		int unit = (dialect == ChatCompletion.Dialect.OPENAI) ? 0 : 64;
		return new TextCompletion(dialect, exchange, model, answer,
				InputCount.of(asked, 0, cache, unit, 64, exchange.faults()));
	}

	Reply reply(Map<String, String> headers) {
		JsonNode body = Objects.requireNonNull(this.exchange.body());
		String echo = body.path("echo").asBoolean(false) ? body.path("prompt").asString("") : "";
		UsageShape shape = this.exchange.faults().usage();
		if (!body.path("stream").asBoolean(false)) {
			ObjectNode root = choice(echo + this.answer.text(), finish());
			if (shape != UsageShape.NONE) {
				root.set("usage", shape.bend(usage()));
			}
			return new Reply.Whole(200, headers, root, this.input.usage().plus(this.answer.output(), 0),
					this.answer.content().size());
		}
		int size = this.answer.content().size() + 1;
		boolean openAi = this.dialect == ChatCompletion.Dialect.OPENAI;
		boolean asked = body.path("stream_options").path("include_usage").asBoolean(false);
		boolean separate = shape == UsageShape.SEPARATE || (openAi && asked && shape != UsageShape.NONE);
		boolean riding = !separate && !openAi && shape != UsageShape.NONE;
		return new Reply.Streamed(headers, Reply.Framing.OPENAI, separate ? size + 1 : size,
				(index) -> frame(index, size, riding ? shape : null, echo), this.input.usage(), null);
	}

	private Reply.Frame frame(int index, int size, @Nullable UsageShape riding, String echo) {
		if (index == size) {
			ObjectNode chunk = head();
			chunk.putArray("choices");
			chunk.set("usage", this.exchange.faults().usage().bend(usage()));
			return new Reply.Frame(chunk, 0, 0);
		}
		if (index == size - 1) {
			ObjectNode chunk = choice("", finish());
			if (riding != null) {
				chunk.set("usage", riding.bend(usage()));
			}
			return new Reply.Frame(chunk, 0, 0);
		}
		Tokens.Piece piece = this.answer.content().get(index);
		return new Reply.Frame(choice(((index == 0) ? echo : "") + piece.text(), null), piece.tokens(), 0);
	}

	private @Nullable String finish() {
		Faults faults = this.exchange.faults();
		return faults.has("no-finish") ? null : faults.text("finish", this.answer.cut() ? "length" : "stop");
	}

	private ObjectNode choice(String text, @Nullable String finish) {
		ObjectNode root = head();
		ObjectNode choice = root.withArray("choices").addObject();
		choice.put("text", text).put("index", 0).putNull("logprobs").put("finish_reason", finish);
		return root;
	}

	private ObjectNode head() {
		return JsonNodeFactory.instance.objectNode()
			.put("id", "cmpl-" + this.exchange.seed().substring(0, 28))
			.put("object", "text_completion")
			.put("created", this.exchange.now().getEpochSecond())
			.put("model", this.model)
			.put("system_fingerprint", "fp_simulated");
	}

	private ObjectNode usage() {
		SimulatedCall.Usage billed = this.input.usage().plus(this.answer.output(), 0);
		return (this.dialect == ChatCompletion.Dialect.OPENAI) ? ChatCompletion.openAiUsage(billed)
				: ChatCompletion.deepSeekUsage(billed);
	}

}
