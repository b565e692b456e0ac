package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes answers as Gemini's GenerateContentResponse, in one piece or in events.
 *
 * @param exchange the request
 * @param model the model as the answer names it
 * @param answers the answers, one for each candidate
 * @param input what was sent
 * @param thoughtsShown whether the thoughts are part of the answer
 */
record GenerateContent(Exchange exchange, String model, List<Answer> answers, InputCount input, boolean thoughtsShown) {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String SIGNATURE = Base64.getEncoder()
		.encodeToString("simulated thoughts".getBytes(StandardCharsets.UTF_8));

	Reply.Whole whole() {
		ObjectNode root = JSON.objectNode();
		int events = 0;
		for (int i = 0; i < this.answers.size(); i++) {
			Answer answer = this.answers.get(i);
			ObjectNode candidate = root.withArray("candidates").addObject();
			List<ObjectNode> parts = new ArrayList<>();
			if (this.thoughtsShown && !answer.thoughts().isEmpty()) {
				parts.add(thought(Tokens.join(answer.thoughts())));
			}
			if (answer.function() != null || !answer.content().isEmpty()) {
				parts.add(part(answer, answer.text()));
			}
			content(candidate, parts);
			candidate.put("finishReason", finish(answer)).put("index", i);
			events += answer.content().size();
		}
		usage(root, output(), reasoning(), true);
		tail(root);
		return new Reply.Whole(200, headers(), root, this.input.usage().plus(output(), reasoning()), events);
	}

	/**
	 * The answer to a prompt that the content filter caught.
	 * @param framing how events are written, {@code null} for an answer in one piece
	 * @return an answer without candidates
	 */
	Reply blocked(Reply.@Nullable Framing framing) {
		ObjectNode root = JSON.objectNode();
		root.putObject("promptFeedback").put("blockReason", "SAFETY").putArray("safetyRatings");
		usage(root, 0, 0, true);
		tail(root);
		SimulatedCall.Usage billed = this.input.usage();
		return (framing != null)
				? new Reply.Streamed(headers(), framing, 1, (index) -> new Reply.Frame(root, 0, 0), billed, null)
				: new Reply.Whole(200, headers(), root, billed, 0);
	}

	Reply.Streamed streamed(Reply.Framing framing) {
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < this.answers.size(); i++) {
			steps(i, this.answers.get(i), steps);
		}
		int[] output = new int[steps.size()];
		int[] reasoning = new int[steps.size()];
		for (int i = 0; i < steps.size(); i++) {
			output[i] = steps.get(i).output() + ((i > 0) ? output[i - 1] : 0);
			reasoning[i] = steps.get(i).reasoning() + ((i > 0) ? reasoning[i - 1] : 0);
		}
		UsageShape shape = this.exchange.faults().usage();
		boolean more = shape == UsageShape.TWICE || shape == UsageShape.SEPARATE;
		return new Reply.Streamed(headers(), framing, more ? steps.size() + 1 : steps.size(), (index) -> {
			ObjectNode root = JSON.objectNode();
			int at = Math.min(index, steps.size() - 1);
			if (index < steps.size()) {
				candidate(root, steps.get(index));
			}
			boolean last = index >= steps.size() - 1;
			if (shape != UsageShape.SEPARATE || index == steps.size()) {
				usage(root, output[at], reasoning[at], last);
			}
			tail(root);
			return (index < steps.size()) ? new Reply.Frame(root, steps.get(at).output(), steps.get(at).reasoning())
					: new Reply.Frame(root, 0, 0);
		}, this.input.usage(), null);
	}

	// Gemini's events are larger than a token.
	private void steps(int index, Answer answer, List<Step> steps) {
		List<ObjectNode> none = List.of();
		int hidden = this.thoughtsShown ? 0 : answer.reasoning();
		if (this.thoughtsShown && !answer.thoughts().isEmpty()) {
			steps.add(new Step(index, List.of(thought(Tokens.join(answer.thoughts()))), answer.reasoning(),
					answer.reasoning(), false));
		}
		if (answer.function() != null) {
			int output = answer.output() - (this.thoughtsShown ? answer.reasoning() : 0);
			steps.add(new Step(index, List.of(part(answer, answer.text())), output, hidden, true));
			return;
		}
		List<Tokens.Piece> content = answer.content();
		if (content.isEmpty()) {
			steps.add(new Step(index, none, hidden, hidden, true));
		}
		int size = 4;
		for (int from = 0; from < content.size(); from += size) {
			int to = Math.min(from + size, content.size());
			List<Tokens.Piece> pieces = content.subList(from, to);
			int before = (from == 0) ? hidden : 0;
			steps.add(new Step(index, List.of(part(answer, Tokens.join(pieces))), Tokens.sum(pieces) + before, before,
					to == content.size()));
		}
	}

	private void candidate(ObjectNode root, Step step) {
		ObjectNode candidate = root.withArray("candidates").addObject();
		content(candidate, step.parts());
		if (step.last() && !this.exchange.faults().has("no-finish")) {
			candidate.put("finishReason", finish(this.answers.get(step.candidate())));
		}
		candidate.put("index", step.candidate());
	}

	// A candidate that has nothing to say has no parts at all.
	private static void content(ObjectNode candidate, List<ObjectNode> parts) {
		ObjectNode content = candidate.putObject("content");
		if (!parts.isEmpty()) {
			content.putArray("parts").addAll(parts);
		}
		content.put("role", "model");
	}

	private static ObjectNode thought(String text) {
		return JSON.objectNode().put("text", text).put("thought", true);
	}

	private ObjectNode part(Answer answer, String text) {
		if (answer.function() == null) {
			return JSON.objectNode().put("text", text);
		}
		ObjectNode part = JSON.objectNode();
		ObjectNode call = part.putObject("functionCall").put("name", answer.function());
		call.set("args", answer.cut() ? JSON.objectNode() : MAPPER.readTree(text));
		if (!answer.thoughts().isEmpty()) {
			part.put("thoughtSignature", SIGNATURE);
		}
		return part;
	}

	private @Nullable String finish(Answer answer) {
		Faults faults = this.exchange.faults();
		return faults.has("no-finish") ? null : faults.text("finish", answer.cut() ? "MAX_TOKENS" : "STOP");
	}

	private int output() {
		return this.answers.stream().mapToInt(Answer::output).sum();
	}

	private int reasoning() {
		return this.answers.stream().mapToInt(Answer::reasoning).sum();
	}

	private void usage(ObjectNode root, int output, int reasoning, boolean last) {
		UsageShape shape = this.exchange.faults().usage();
		if (shape == UsageShape.NULL) {
			root.putNull("usageMetadata");
		}
		else if (shape != UsageShape.NONE && (last || shape != UsageShape.LAST)) {
			root.set("usageMetadata", shape.bend(metadata(output, reasoning)));
		}
	}

	// Gemini's candidates do not include thoughts.
	private ObjectNode metadata(int output, int reasoning) {
		ObjectNode usage = JSON.objectNode().put("promptTokenCount", this.input.total());
		if (this.input.cached() > 0) {
			usage.put("cachedContentTokenCount", this.input.cached());
			usage.putArray("cacheTokensDetails").add(detail("TEXT", this.input.cached()));
		}
		if (output > reasoning) {
			usage.put("candidatesTokenCount", output - reasoning);
			usage.putArray("candidatesTokensDetails").add(detail("TEXT", output - reasoning));
		}
		if (reasoning > 0) {
			usage.put("thoughtsTokenCount", reasoning);
		}
		usage.put("totalTokenCount", this.input.total() + output);
		usage.set("promptTokensDetails", details(this.input));
		return usage;
	}

	static ArrayNode details(InputCount input) {
		ArrayNode details = JSON.arrayNode();
		Map<String, Integer> counts = Map.of("IMAGE", input.image(), "AUDIO", input.audio(), "VIDEO", input.video(),
				"DOCUMENT", input.document(), "TEXT", input.text());
		for (String modality : List.of("TEXT", "IMAGE", "AUDIO", "VIDEO", "DOCUMENT")) {
			int count = counts.getOrDefault(modality, 0);
			if (count > 0) {
				details.add(detail(modality, count));
			}
		}
		return details;
	}

	private static JsonNode detail(String modality, int count) {
		return JSON.objectNode().put("modality", modality).put("tokenCount", count);
	}

	private void tail(ObjectNode root) {
		root.put("modelVersion", this.model).put("responseId", this.exchange.seed().substring(0, 22));
	}

	private static Map<String, String> headers() {
		return Map.of("server-timing", "gfet4t7; dur=7", "x-content-type-options", "nosniff");
	}

	/**
	 * One event that is to come.
	 *
	 * @param candidate of which candidate
	 * @param parts what it carries
	 * @param output the tokens it carries
	 * @param reasoning those of them that are thoughts
	 * @param last whether the candidate ends with it
	 */
	private record Step(int candidate, List<ObjectNode> parts, int output, int reasoning, boolean last) {
	}

}
