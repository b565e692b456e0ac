package dev.tollgate.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors as OpenAI words them, with all four keys.
 */
final class OpenAiErrors {

	static final String INVALID = "invalid_request_error";

	private OpenAiErrors() {
	}

	static Reply.Whole of(int status, String message, @Nullable String type, @Nullable String param,
			@Nullable String code) {
		ObjectNode root = JsonNodeFactory.instance.objectNode();
		root.putObject("error").put("message", message).put("type", type).put("param", param).put("code", code);
		return Reply.Whole.of(status, root);
	}

	static Refusal invalid(String message, @Nullable String param, @Nullable String code) {
		return new Refusal(of(400, message, INVALID, param, code));
	}

	static Reply.Whole failure(int status, Faults faults) {
		String code = faults.text("code", "");
		Reply.Whole error = switch (status) {
			case 400 -> refused(code);
			case 401 -> of(401, "Incorrect API key provided.", INVALID, null, "invalid_api_key");
			case 403 -> of(403, "Country, region, or territory not supported", "request_forbidden", null,
					"unsupported_country_region_territory");
			case 404 ->
				of(404, "The model does not exist or you do not have access to it.", INVALID, null, "model_not_found");
			case 429 -> tooMany(code);
			case 503 -> of(503, "The engine is currently overloaded, please try again later", "server_error", null,
					orNull(code));
			default -> of(status, "The server had an error while processing your request. Sorry about that!",
					(status >= 500) ? "server_error" : INVALID, null, orNull(code));
		};
		return withRetryAfter(error, faults);
	}

	private static Reply.Whole refused(String code) {
		return switch (code) {
			case "context_length_exceeded" ->
				of(400, "This model's maximum context length is 128000 tokens. However, your messages resulted in "
						+ "130000 tokens. Please reduce the length of the messages.", INVALID, "messages", code);
			case "content_filter" ->
				of(400, "The response was filtered due to the prompt triggering the content management policy. "
						+ "Please modify your prompt and retry.", null, "prompt", code);
			default -> of(400, "The request was refused.", INVALID, null, orNull(code));
		};
	}

	private static Reply.Whole tooMany(String code) {
		if ("insufficient_quota".equals(code)) {
			return of(429, "You exceeded your current quota, please check your plan and billing details.",
					"insufficient_quota", null, "insufficient_quota");
		}
		return of(429, "Rate limit reached for requests. Please try again in 20s.", "requests", null,
				code.isEmpty() ? "rate_limit_exceeded" : code);
	}

	static Reply.Whole withRetryAfter(Reply.Whole error, Faults faults) {
		if (!faults.has("retry-after")) {
			return error;
		}
		return error.with("retry-after", faults.text("retry-after", "1"));
	}

	private static @Nullable String orNull(String code) {
		return code.isEmpty() ? null : code;
	}

}
