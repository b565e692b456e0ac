package dev.tollgate.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's API, as its specification of August 2026 and its errors in the field have it.
 */
final class OpenAiProtocol implements Protocol {

	private static final Map<String, String> SNAPSHOTS = Map.of("gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-mini",
			"gpt-4o-mini-2024-07-18", "gpt-4-turbo", "gpt-4-turbo-2024-04-09", "o1", "o1-2024-12-17", "o3-mini",
			"o3-mini-2025-01-31", "gpt-4.1", "gpt-4.1-2025-04-14", "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "gpt-5",
			"gpt-5-2025-08-07", "gpt-5-mini", "gpt-5-mini-2025-08-07");

	private final PromptCache cache = new PromptCache();

	@Override
	public Reply answer(Exchange exchange) {
		authenticate(exchange);
		return switch (exchange.method() + " " + exchange.path()) {
			case "GET /v1/models" -> models();
			case "POST /v1/chat/completions" -> chat(exchange, body(exchange, "messages"));
			case "POST /v1/completions" -> {
				String model = model(body(exchange, "prompt"));
				yield TextCompletion.of(ChatCompletion.Dialect.OPENAI, exchange, model, this.cache)
					.reply(headers(exchange));
			}
			case "POST /v1/embeddings" -> {
				JsonNode body = body(exchange, "input");
				yield Embeddings.of(body, model(body)).reply(exchange.faults(), headers(exchange));
			}
			default -> OpenAiErrors.of(404, "Invalid URL (" + exchange.method() + " " + exchange.path() + ")",
					OpenAiErrors.INVALID, null, null);
		};
	}

	@Override
	public Reply.Whole failure(int status, Faults faults) {
		return OpenAiErrors.failure(status, faults);
	}

	@Override
	public Reply.Whole malformed(String message) {
		return OpenAiErrors.of(400, message, OpenAiErrors.INVALID, null, null);
	}

	void clear() {
		this.cache.clear();
	}

	private Reply chat(Exchange exchange, JsonNode body) {
		String model = model(body);
		if (Embeddings.isModel(model)) {
			throw new Refusal(OpenAiErrors.of(404,
					"This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?",
					OpenAiErrors.INVALID, "model", null));
		}
		boolean thinks = model.matches("(o[1-9]|gpt-[5-9]).*") && !model.contains("chat");
		if (thinks) {
			checkReasoning(model, body);
		}
		checkFormat(body);
		if (body.hasNonNull("stream_options") && !body.path("stream").asBoolean(false)) {
			throw OpenAiErrors.invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.",
					"stream_options", null);
		}
		Prompt prompt = ChatPrompts.read(body, model,
				thinks && !"none".equals(body.path("reasoning_effort").asString("")));
		InputCount input = InputCount.of(prompt, 4, this.cache, 128, 1024, exchange.faults());
		List<Answer> answers = IntStream.range(0, prompt.choices())
			.mapToObj((choice) -> Answers.answer(prompt, choice, exchange.faults(), true))
			.toList();
		return new ChatCompletion(ChatCompletion.Dialect.OPENAI, exchange, SNAPSHOTS.getOrDefault(model, model),
				answers, input)
			.reply(body, headers(exchange));
	}

	private static void checkReasoning(String model, JsonNode body) {
		boolean free = model.startsWith("gpt-6") && "none".equals(body.path("reasoning_effort").asString(""));
		if (body.hasNonNull("max_tokens")) {
			throw OpenAiErrors.invalid(
					"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
					"max_tokens", "unsupported_parameter");
		}
		Map<String, Double> defaults = new LinkedHashMap<>();
		defaults.put("temperature", 1.0);
		defaults.put("top_p", 1.0);
		defaults.put("presence_penalty", 0.0);
		defaults.put("frequency_penalty", 0.0);
		defaults.forEach((name, only) -> {
			JsonNode value = body.path(name);
			if (!free && value.isNumber() && (value.asDouble() != only || model.startsWith("o3-mini"))) {
				throw unsupported(model, name, value, only);
			}
		});
	}

	private static Refusal unsupported(String model, String name, JsonNode value, double only) {
		if (model.startsWith("o3-mini")) {
			return OpenAiErrors.invalid("Unsupported parameter: '" + name + "' is not supported with this model.", name,
					"unsupported_parameter");
		}
		return OpenAiErrors.invalid(
				"Unsupported value: '%s' does not support %s with this model. Only the default (%d) value is supported."
					.formatted(name, value, (int) only),
				name, "unsupported_value");
	}

	static void checkFormat(JsonNode body) {
		boolean json = "json_object".equals(body.path("response_format").path("type").asString(""));
		if (json && !body.path("messages").toString().toLowerCase(Locale.ROOT).contains("json")) {
			throw OpenAiErrors.invalid(
					"'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
					"messages", null);
		}
	}

	private static void authenticate(Exchange exchange) {
		String authorization = exchange.headers().get("authorization", "");
		String key = authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()).strip() : "";
		if (key.isEmpty()) {
			throw new Refusal(OpenAiErrors.of(401,
					"You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
					OpenAiErrors.INVALID, null, null));
		}
		if (key.equals("invalid")) {
			throw new Refusal(OpenAiErrors.of(401,
					"Incorrect API key provided: inv***lid. You can find your API key at https://platform.openai.com/account/api-keys.",
					OpenAiErrors.INVALID, null, "invalid_api_key"));
		}
	}

	static JsonNode body(Exchange exchange, String needed) {
		JsonNode body = exchange.body();
		if (body == null || !body.isObject()) {
			throw OpenAiErrors.invalid("We could not parse the JSON body of your request. (HINT: This likely means you "
					+ "aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
					+ "sent was not valid JSON.)", null, null);
		}
		if (!body.path("model").isString()) {
			throw OpenAiErrors.invalid("you must provide a model parameter", null, null);
		}
		boolean right = needed.equals("messages") ? body.path(needed).isArray() && !body.path(needed).isEmpty()
				: body.hasNonNull(needed);
		if (!right) {
			throw OpenAiErrors.invalid("Missing required parameter: '" + needed + "'.", needed,
					"missing_required_parameter");
		}
		return body;
	}

	private static String model(JsonNode body) {
		String model = body.path("model").asString("");
		if (model.contains("does-not-exist")) {
			throw new Refusal(
					OpenAiErrors.of(404, "The model `" + model + "` does not exist or you do not have access to it.",
							OpenAiErrors.INVALID, null, "model_not_found"));
		}
		return model;
	}

	private static Map<String, String> headers(Exchange exchange) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("x-request-id", exchange.id());
		headers.put("openai-organization", "simulated");
		headers.put("openai-processing-ms", "7");
		headers.put("openai-version", "2020-10-01");
		headers.put("x-ratelimit-limit-requests", "10000");
		headers.put("x-ratelimit-limit-tokens", "30000000");
		headers.put("x-ratelimit-remaining-requests", "9999");
		headers.put("x-ratelimit-remaining-tokens", "29999000");
		headers.put("x-ratelimit-reset-requests", "6ms");
		headers.put("x-ratelimit-reset-tokens", "2ms");
		return headers;
	}

	private static Reply.Whole models() {
		return models(null, "gpt-4o", "gpt-4o-mini", "gpt-4-turbo", "gpt-4.1", "gpt-4.1-mini", "o1", "o3-mini", "gpt-5",
				"gpt-5-mini", "gpt-6", "text-embedding-3-small", "text-embedding-3-large");
	}

	static Reply.Whole models(@Nullable String owner, String... names) {
		ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
		for (String name : names) {
			ObjectNode model = root.withArray("data").addObject().put("id", name).put("object", "model");
			if (owner == null) {
				model.put("created", 1715367049);
			}
			model.put("owned_by", (owner != null) ? owner : "system");
		}
		return Reply.Whole.of(200, root);
	}

}
