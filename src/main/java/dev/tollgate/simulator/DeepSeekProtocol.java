package dev.tollgate.simulator;

import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * DeepSeek's API: the models of 2025 as they were, those of 2026 as they are.
 */
final class DeepSeekProtocol implements Protocol {

	private static final String R1 = "deepseek-reasoner";

	private final PromptCache cache = new PromptCache();

	@Override
	public Reply answer(Exchange exchange) {
		authenticate(exchange);
		return switch (exchange.method() + " " + exchange.path()) {
			case "GET /models", "GET /v1/models" -> OpenAiProtocol.models("deepseek", "deepseek-chat", R1,
					"deepseek-flash", "deepseek-v4-flash", "deepseek-v4-pro");
			case "GET /user/balance" -> balance();
			case "POST /chat/completions", "POST /v1/chat/completions" -> chat(exchange, false);
			case "POST /beta/chat/completions" -> chat(exchange, true);
			case "POST /beta/completions" -> fill(exchange);
			case "POST /completions", "POST /v1/completions" -> throw OpenAiErrors.invalid(
					"completions api is only available when using beta api (set base_url=\"https://api.deepseek.com/beta\")",
					null, "invalid_request_error");
			default -> OpenAiErrors.of(404, "Not Found", "unknown_error", null, null);
		};
	}

	// DeepSeek's types and codes are not reliable; callers must go by the status.
	@Override
	public Reply.Whole failure(int status, Faults faults) {
		String message = switch (status) {
			case 400 -> refusal(faults.text("code", ""));
			case 401 -> "Authentication Fails (no such user)";
			case 402 -> "Insufficient Balance";
			case 422 -> "Invalid parameters";
			case 429 -> "Rate limit reached";
			case 503 -> "Service is too busy. We advise users to temporarily switch to alternative LLM API providers.";
			default -> "Server error";
		};
		String code = (status == 400) ? OpenAiErrors.INVALID : faults.text("code", OpenAiErrors.INVALID);
		String type = (status == 400) ? OpenAiErrors.INVALID : "unknown_error";
		return OpenAiErrors.withRetryAfter(OpenAiErrors.of(status, message, type, null, code), faults);
	}

	// All of them with the same code.
	private static String refusal(String code) {
		return switch (code) {
			case "context_length_exceeded" ->
				"This model's maximum context length is 65536 tokens. However, you requested 70000 tokens (66000 in "
						+ "the messages, 4000 in the completion). Please reduce the length of the messages or completion.";
			case "content_filter" -> "Content Exists Risk";
			default -> "Invalid request body format";
		};
	}

	@Override
	public Reply.Whole malformed(String message) {
		return OpenAiErrors.of(400, message, OpenAiErrors.INVALID, null, "invalid_request_error");
	}

	void clear() {
		this.cache.clear();
	}

	private Reply chat(Exchange exchange, boolean beta) {
		JsonNode body = OpenAiProtocol.body(exchange, "messages");
		String model = model(body);
		boolean thinks = R1.equals(model) || (!model.equals("deepseek-chat")
				&& !"disabled".equals(body.path("thinking").path("type").asString("")));
		check(body, model, thinks, beta);
		Prompt prompt = ChatPrompts.read(body, model, thinks);
		InputCount input = InputCount.of(prompt, 2, this.cache, 64, 64, exchange.faults());
		List<Answer> answers = List.of(Answers.answer(prompt, 0, exchange.faults(), !R1.equals(model)));
		return new ChatCompletion(ChatCompletion.Dialect.DEEPSEEK, exchange, model, answers, input).reply(body,
				Map.of("x-ds-trace-id", exchange.id()));
	}

	private void check(JsonNode body, String model, boolean thinks, boolean beta) {
		if ("json_schema".equals(body.path("response_format").path("type").asString(""))) {
			throw invalid("This response_format type is unavailable now");
		}
		OpenAiProtocol.checkFormat(body);
		if (R1.equals(model) && (body.path("logprobs").asBoolean(false) || body.hasNonNull("top_logprobs"))) {
			throw invalid("deepseek-reasoner does not support the parameter logprobs");
		}
		if (R1.equals(model) && body.hasNonNull("tools")) {
			throw invalid("deepseek-reasoner does not support Function Calling");
		}
		JsonNode choice = body.path("tool_choice");
		if (thinks && (choice.isObject() || "required".equals(choice.asString("")))) {
			throw invalid("Thinking mode does not support this tool_choice");
		}
		for (JsonNode message : body.path("messages")) {
			checkMessage(message, model, thinks, beta);
		}
	}

	private void checkMessage(JsonNode message, String model, boolean thinks, boolean beta) {
		if (R1.equals(model) && message.has("reasoning_content")
				&& !(beta && message.path("prefix").asBoolean(false))) {
			throw invalid("The reasoning_content in the input messages is not supported; remove it from the request");
		}
		boolean forgotten = !R1.equals(model) && thinks && message.has("tool_calls")
				&& !message.has("reasoning_content");
		if (forgotten) {
			throw invalid("The `reasoning_content` in the thinking mode must be passed back to the API.");
		}
		if (message.path("prefix").asBoolean(false) && !beta) {
			throw invalid(
					"prefix is only available when using beta api (set base_url=\"https://api.deepseek.com/beta\")");
		}
	}

	private Reply fill(Exchange exchange) {
		JsonNode body = OpenAiProtocol.body(exchange, "prompt");
		String model = model(body);
		if (R1.equals(model)) {
			throw invalid("deepseek-reasoner does not support FIM completion");
		}
		return TextCompletion.of(ChatCompletion.Dialect.DEEPSEEK, exchange, model, this.cache)
			.reply(Map.of("x-ds-trace-id", exchange.id()));
	}

	private static Refusal invalid(String message) {
		return OpenAiErrors.invalid(message, null, "invalid_request_error");
	}

	private static String model(JsonNode body) {
		String model = body.path("model").asString("");
		if (model.contains("does-not-exist") || !model.startsWith("deepseek")) {
			throw OpenAiErrors.invalid("Model Not Exist", null, "invalid_request_error");
		}
		return model;
	}

	private void authenticate(Exchange exchange) {
		String authorization = exchange.headers().get("authorization", "");
		if (!authorization.startsWith("Bearer ") || authorization.equals("Bearer invalid")) {
			throw new Refusal(OpenAiErrors.of(401, "Authentication Fails, Your api key: ****alid is invalid",
					"authentication_error", null, "invalid_request_error"));
		}
	}

	private static Reply.Whole balance() {
		ObjectNode root = JsonNodeFactory.instance.objectNode().put("is_available", true);
		root.withArray("balance_infos")
			.addObject()
			.put("currency", "USD")
			.put("total_balance", "110.00")
			.put("granted_balance", "10.00")
			.put("topped_up_balance", "100.00");
		return Reply.Whole.of(200, root);
	}

}
