package dev.tollgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import dev.tollgate.routing.Target;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a call can cost at most, to be held before it is made.
 */
final class Ceilings {

	/** No call lasts longer, so none touches a price that begins later. */
	private static final Duration LONGEST_CALL = Duration.ofHours(1);

	/** Where neither the caller nor the catalog says how long an answer may get. */
	private static final long LONGEST_ANSWER = 128 * 1024;

	/** A token stands for two bytes of text or more, but for the rarest words. */
	private static final int BYTES_PER_TOKEN = 2;

	/** What is not text and larger than any punctuation is a picture or a sound. */
	private static final int LEAST_MEDIUM = 8 * 1024;

	/** The most expensive picture: gpt-4o-mini's in high detail, by OpenAI's guide. */
	private static final long TOKENS_PER_MEDIUM = 40_000;

	private static final int BYTES_PER_MEDIUM_TOKEN = 64;

	private Ceilings() {
	}

	/** What one attempt can cost, empty where the model has no price. */
	static Optional<Usd> of(PriceList prices, Target target, ChatRequest request, Instant start) {
		if (request.operation() == Operation.COUNT_TOKENS) {
			return Optional.of(Usd.ZERO);
		}
		ModelDescription model = target.description();
		if (request.operation() == Operation.EMBEDDINGS) {
			// vectors are no tokens, and OpenAI embeds no media
			long input = (request.protocol() == Protocol.GEMINI) ? tokens(request) : textTokens(request);
			return prices.ceiling(target.called(), start, start.plus(LONGEST_CALL), input, 0);
		}
		long prompts = prompts(request);
		// each prompt of a list is part of the text; each is answered
		return prices.ceiling(target.called(), start, start.plus(LONGEST_CALL), input(model, request),
				Math.multiplyExact(prompts, output(target, request)));
	}

	private static long input(ModelDescription model, ChatRequest request) {
		long tokens = tokens(request);
		boolean one = prompts(request) == 1;
		return (one && model.contextWindow() != null) ? Math.min(tokens, model.contextWindow()) : tokens;
	}

	private static long textTokens(ChatRequest request) {
		return request.textSize() / BYTES_PER_TOKEN + 16;
	}

	private static long tokens(ChatRequest request) {
		long tokens = textTokens(request);
		long other = (long) request.body().size() - request.textSize();
		if (other > LEAST_MEDIUM) {
			tokens += TOKENS_PER_MEDIUM + other / BYTES_PER_MEDIUM_TOKEN;
		}
		return tokens;
	}

	/** A text completion may ask several prompts at once, as texts or as tokens. */
	private static long prompts(ChatRequest request) {
		JsonMember prompt = request.body().member("prompt");
		if (request.operation() != Operation.COMPLETION || prompt == null || prompt.kind() != JsonKind.ARRAY) {
			return 1;
		}
		JsonNode prompts = Json.MAPPER.readTree(request.body().json(prompt));
		return (prompts.path(0).isNumber()) ? 1 : Math.max(1, prompts.size());
	}

	/** What failed attempts are billed that nothing came of: the prompt, by estimate. */
	static Optional<Usd> ofPrompt(PriceList prices, Target target, ChatRequest request, Instant start) {
		return prices.ceiling(target.called(), start, start.plus(LONGEST_CALL), TokenEstimate.input(request.textSize()),
				0);
	}

	/** How many tokens the caller has said may be answered, or 0 if it has not. */
	static long givenOutput(Target target, ChatRequest request) {
		return switch (request.operation()) {
			case CHAT, COMPLETION -> output(target, request, 0);
			default -> 0;
		};
	}

	private static long output(Target target, ChatRequest request) {
		ModelDescription model = target.description();
		return output(target, request, (model.maxOutputTokens() != null) ? model.maxOutputTokens() : LONGEST_ANSWER);
	}

	private static long output(Target target, ChatRequest request, long longest) {
		if (request.protocol() == Protocol.GEMINI) {
			JsonNode config = geminiConfig(request.body());
			return positive(larger(config, "maxOutputTokens", "max_output_tokens"), longest)
					* positive(larger(config, "candidateCount", "candidate_count"), 1);
		}
		long choices = positive(number(target, request, "n"), 1);
		return positive(bound(target, request), longest)
				* Math.max(choices, positive(number(target, request, "best_of"), 1));
	}

	/** The larger of two bounds, as nobody knows which of them is heeded. */
	private static long bound(Target target, ChatRequest request) {
		long older = number(target, request, "max_tokens");
		// DeepSeek does not know the newer one
		return target.providerType().equals("deepseek") ? older
				: Math.max(older, number(target, request, "max_completion_tokens"));
	}

	/** Both spellings are Google's. */
	private static long larger(JsonNode config, String camelCase, String snakeCase) {
		return Math.max(config.path(camelCase).asLong(0), config.path(snakeCase).asLong(0));
	}

	private static long positive(long value, long otherwise) {
		return (value > 0) ? value : otherwise;
	}

	/** A number as the provider will see it, zero where it sees none. */
	private static long number(Target target, ChatRequest request, String name) {
		String text = target.parameter(request, name);
		try {
			return (text != null) ? Long.parseLong(text) : 0;
		}
		catch (NumberFormatException ex) {
			// the provider will refuse it
			return 0;
		}
	}

	private static JsonNode geminiConfig(JsonBody body) {
		JsonMember config = body.member("generationConfig");
		if (config == null) {
			config = body.member("generation_config");
		}
		if (config == null || config.kind() != JsonKind.OBJECT) {
			return MissingNode.getInstance();
		}
		return Json.MAPPER.readTree(body.json(config));
	}

}
