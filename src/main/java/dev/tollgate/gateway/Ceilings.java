package dev.tollgate.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;

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

	static Optional<Usd> of(PriceList prices, CalledModel called, ModelDescription model, ChatRequest request,
			Instant start) {
		if (request.operation() == Operation.COUNT_TOKENS) {
			return Optional.of(Usd.ZERO);
		}
		return prices.ceiling(called, start, start.plus(LONGEST_CALL), input(model, request), output(model, request));
	}

	private static long input(ModelDescription model, ChatRequest request) {
		long tokens = request.textSize() / BYTES_PER_TOKEN + 16;
		long other = (long) request.body().size() - request.textSize();
		if (other > LEAST_MEDIUM) {
			tokens += TOKENS_PER_MEDIUM + other / BYTES_PER_MEDIUM_TOKEN;
		}
		return (model.contextWindow() != null) ? Math.min(tokens, model.contextWindow()) : tokens;
	}

	private static long output(ModelDescription model, ChatRequest request) {
		JsonBody body = request.body();
		Long given;
		if (request.protocol() == Protocol.GEMINI) {
			given = geminiLimit(body);
		}
		else {
			given = number(body, "max_completion_tokens");
			given = (given != null) ? given : number(body, "max_tokens");
		}
		if (given == null) {
			given = (model.maxOutputTokens() != null) ? Long.valueOf(model.maxOutputTokens()) : LONGEST_ANSWER;
		}
		Long choices = number(body, "n");
		return given * ((choices != null) ? choices : 1);
	}

	private static @Nullable Long number(JsonBody body, String name) {
		JsonMember member = body.member(name);
		// the caller's numbers were checked to be whole
		return (member != null && member.kind() == JsonKind.NUMBER) ? Long.valueOf(body.text(member)) : null;
	}

	private static @Nullable Long geminiLimit(JsonBody body) {
		JsonMember config = body.member("generationConfig");
		if (config == null || config.kind() != JsonKind.OBJECT) {
			return null;
		}
		long limit = Json.MAPPER.readTree(body.json(config)).path("maxOutputTokens").asLong(0);
		return (limit > 0) ? Long.valueOf(limit) : null;
	}

}
