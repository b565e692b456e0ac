package dev.tollgate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes answers as chat completions, in one piece or in chunks.
 *
 * @param dialect whose chat completions
 * @param exchange the request
 * @param model the model as the answer names it
 * @param answers the answers, one for each choice
 * @param input what was sent
 */
record ChatCompletion(Dialect dialect, Exchange exchange, String model, List<Answer> answers, InputCount input) {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	enum Dialect {

		OPENAI, DEEPSEEK

	}

	Reply reply(JsonNode body, Map<String, String> headers) {
		if (!body.path("stream").asBoolean(false)) {
			return whole(headers);
		}
		boolean asked = body.path("stream_options").path("include_usage").asBoolean(false);
		return streamed(shape(asked), asked, headers);
	}

	private UsageShape shape(boolean asked) {
		UsageShape shape = this.exchange.faults().usage();
		if (shape != UsageShape.NORMAL) {
			return shape;
		}
		if (this.dialect == Dialect.DEEPSEEK) {
			return UsageShape.LAST;
		}
		return asked ? UsageShape.SEPARATE : UsageShape.NONE;
	}

	private Reply.Whole whole(Map<String, String> headers) {
		ObjectNode root = head("chat.completion");
		for (int i = 0; i < this.answers.size(); i++) {
			Answer answer = this.answers.get(i);
			ObjectNode choice = root.withArray("choices").addObject().put("index", i);
			choice.set("message", message(answer, i));
			choice.putNull("logprobs").put("finish_reason", finish(answer));
		}
		report(root, this.exchange.faults().usage(), billed());
		return new Reply.Whole(200, headers, root, billed(), steps().size());
	}

	private ObjectNode message(Answer answer, int index) {
		ObjectNode message = JSON.objectNode().put("role", "assistant");
		if (answer.function() == null) {
			message.put("content", answer.text());
		}
		else {
			message.putNull("content");
			ObjectNode call = message.withArray("tool_calls").addObject();
			call.put("id", callId(index)).put("type", "function");
			call.putObject("function").put("name", answer.function()).put("arguments", answer.text());
		}
		if (this.dialect == Dialect.OPENAI) {
			message.putNull("refusal").putArray("annotations");
		}
		else if (!answer.thoughts().isEmpty()) {
			message.put("reasoning_content", Tokens.join(answer.thoughts()));
		}
		return message;
	}

	private Reply.Streamed streamed(UsageShape shape, boolean asked, Map<String, String> headers) {
		List<Step> steps = steps();
		boolean rides = shape == UsageShape.LAST || (this.dialect == Dialect.DEEPSEEK && shape.bent());
		int separate = (shape == UsageShape.TWICE) ? 2
				: (shape == UsageShape.SEPARATE || (shape.bent() && !rides)) ? 1 : 0;
		JsonNode trailer = (shape == UsageShape.AFTER_DONE) ? usageChunk(shape) : null;
		long[] output = sums(steps, Step::output);
		long[] reasoning = sums(steps, Step::reasoning);
		return new Reply.Streamed(headers, Reply.Framing.OPENAI, steps.size() + separate, (index) -> {
			if (index >= steps.size()) {
				return new Reply.Frame(usageChunk(shape), 0, 0);
			}
			ObjectNode chunk = chunk(steps.get(index));
			if (shape == UsageShape.EVERY || (rides && index == steps.size() - 1)) {
				report(chunk, shape, this.input.usage().plus(output[index], reasoning[index]));
			}
			else if (asked && shape != UsageShape.NONE) {
				chunk.putNull("usage");
			}
			return new Reply.Frame(chunk, steps.get(index).output(), steps.get(index).reasoning());
		}, this.input.usage(), trailer);
	}

	private static long[] sums(List<Step> steps, ToIntFunction<Step> count) {
		long[] sums = new long[steps.size()];
		long sum = 0;
		for (int i = 0; i < sums.length; i++) {
			sum += count.applyAsInt(steps.get(i));
			sums[i] = sum;
		}
		return sums;
	}

	private ObjectNode usageChunk(UsageShape shape) {
		ObjectNode chunk = head("chat.completion.chunk");
		chunk.putArray("choices");
		report(chunk, shape, billed());
		return chunk;
	}

	private void report(ObjectNode root, UsageShape shape, SimulatedCall.Usage billed) {
		if (shape == UsageShape.NULL) {
			root.putNull("usage");
		}
		else if (shape != UsageShape.NONE) {
			boolean openAi = this.dialect == Dialect.OPENAI;
			root.set("usage", shape.bend(openAi ? openAiUsage(billed) : deepSeekUsage(billed)));
		}
	}

	// The chunks of all choices; those of several choices take turns.
	private List<Step> steps() {
		List<List<Step>> each = new ArrayList<>();
		for (int i = 0; i < this.answers.size(); i++) {
			each.add(steps(i, this.answers.get(i)));
		}
		List<Step> steps = new ArrayList<>();
		int longest = each.stream().mapToInt(List::size).max().orElse(0);
		for (int at = 0; at < longest; at++) {
			for (List<Step> choice : each) {
				if (at < choice.size()) {
					steps.add(choice.get(at));
				}
			}
		}
		return steps;
	}

	private List<Step> steps(int index, Answer answer) {
		List<Step> steps = new ArrayList<>();
		boolean shown = this.dialect == Dialect.DEEPSEEK;
		int hidden = shown ? 0 : answer.reasoning();
		steps.add(new Step(index, Step.Kind.START, "", hidden + answer.nameTokens(), hidden));
		if (shown) {
			answer.thoughts()
				.forEach((piece) -> steps
					.add(new Step(index, Step.Kind.THOUGHT, piece.text(), piece.tokens(), piece.tokens())));
		}
		Step.Kind kind = (answer.function() != null) ? Step.Kind.ARGUMENTS : Step.Kind.CONTENT;
		answer.content().forEach((piece) -> steps.add(new Step(index, kind, piece.text(), piece.tokens(), 0)));
		steps.add(new Step(index, Step.Kind.FINISH, "", 0, 0));
		return steps;
	}

	private ObjectNode chunk(Step step) {
		Answer answer = this.answers.get(step.choice());
		ObjectNode chunk = head("chat.completion.chunk");
		ObjectNode choice = chunk.withArray("choices").addObject().put("index", step.choice());
		ObjectNode delta = choice.putObject("delta");
		choice.putNull("logprobs").putNull("finish_reason");
		switch (step.kind()) {
			case START -> start(delta, answer, step.choice());
			case THOUGHT -> delta.putNull("content").put("reasoning_content", step.text());
			case CONTENT -> content(delta, answer, step.text());
			case ARGUMENTS -> delta.withArray("tool_calls")
				.addObject()
				.put("index", 0)
				.putObject("function")
				.put("arguments", step.text());
			case FINISH -> choice.put("finish_reason", finish(answer));
		}
		return chunk;
	}

	private void content(ObjectNode delta, Answer answer, String text) {
		delta.put("content", text);
		if (this.dialect == Dialect.DEEPSEEK && !answer.thoughts().isEmpty()) {
			delta.putNull("reasoning_content");
		}
	}

	private void start(ObjectNode delta, Answer answer, int index) {
		delta.put("role", "assistant");
		if (answer.function() != null) {
			delta.putNull("content");
			ObjectNode call = delta.withArray("tool_calls").addObject().put("index", 0);
			call.put("id", callId(index)).put("type", "function");
			call.putObject("function").put("name", answer.function()).put("arguments", "");
		}
		else {
			delta.put("content", "");
		}
		if (this.dialect == Dialect.OPENAI) {
			delta.putNull("refusal");
		}
	}

	private ObjectNode head(String object) {
		ObjectNode root = JSON.objectNode();
		boolean openAi = this.dialect == Dialect.OPENAI;
		root.put("id", (openAi ? "chatcmpl-" : "") + this.exchange.seed().substring(0, 28));
		root.put("object", object).put("created", this.exchange.now().getEpochSecond()).put("model", this.model);
		JsonNode body = this.exchange.body();
		if (openAi) {
			root.put("service_tier", tier((body != null) ? body.path("service_tier").asString("default") : "default"));
		}
		return root.put("system_fingerprint", "fp_simulated");
	}

	private static String tier(String asked) {
		return "auto".equals(asked) ? "default" : asked;
	}

	private String callId(int index) {
		return "call_" + this.exchange.seed().substring(0, 20) + index;
	}

	private @Nullable String finish(Answer answer) {
		Faults faults = this.exchange.faults();
		if (faults.has("no-finish")) {
			return null;
		}
		String natural = answer.cut() ? "length" : (answer.function() != null) ? "tool_calls" : "stop";
		return faults.text("finish", natural);
	}

	private SimulatedCall.Usage billed() {
		int output = this.answers.stream().mapToInt(Answer::output).sum();
		int reasoning = this.answers.stream().mapToInt(Answer::reasoning).sum();
		return this.input.usage().plus(output, reasoning);
	}

	static ObjectNode openAiUsage(SimulatedCall.Usage billed) {
		ObjectNode usage = totals(billed);
		usage.putObject("prompt_tokens_details")
			.put("cached_tokens", billed.cachedInput())
			.put("audio_tokens", billed.audioInput());
		usage.putObject("completion_tokens_details")
			.put("reasoning_tokens", billed.reasoning())
			.put("audio_tokens", 0)
			.put("accepted_prediction_tokens", 0)
			.put("rejected_prediction_tokens", 0);
		return usage;
	}

	static ObjectNode deepSeekUsage(SimulatedCall.Usage billed) {
		ObjectNode usage = totals(billed);
		usage.putObject("prompt_tokens_details").put("cached_tokens", billed.cachedInput());
		if (billed.reasoning() > 0) {
			usage.putObject("completion_tokens_details").put("reasoning_tokens", billed.reasoning());
		}
		return usage.put("prompt_cache_hit_tokens", billed.cachedInput())
			.put("prompt_cache_miss_tokens", billed.input() - billed.cachedInput());
	}

	private static ObjectNode totals(SimulatedCall.Usage billed) {
		return JSON.objectNode()
			.put("prompt_tokens", billed.input())
			.put("completion_tokens", billed.output())
			.put("total_tokens", billed.input() + billed.output());
	}

	/**
	 * One chunk that is to come.
	 *
	 * @param choice of which choice
	 * @param kind what it carries
	 * @param text its text
	 * @param output the tokens it carries
	 * @param reasoning those of them that are thoughts
	 */
	private record Step(int choice, Kind kind, String text, int output, int reasoning) {

		enum Kind {

			START, THOUGHT, CONTENT, ARGUMENTS, FINISH

		}

	}

}
