package dev.tollgate.simulator;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors as Google's APIs word them.
 */
final class GeminiErrors {

	private GeminiErrors() {
	}

	static Reply.Whole of(int status, String message, String name) {
		return Reply.Whole.of(status, body(status, message, name));
	}

	static Refusal invalid(String message) {
		return new Refusal(of(400, message, "INVALID_ARGUMENT"));
	}

	private static ObjectNode refused(String code) {
		return switch (code) {
			case "context_length_exceeded" ->
				body(400, "The input token count (1050000) exceeds the maximum number of tokens allowed (1048576).",
						"INVALID_ARGUMENT");
			case "API_KEY_INVALID" -> invalidKey();
			default -> body(400, "Request contains an invalid argument.", "INVALID_ARGUMENT");
		};
	}

	static Reply.Whole badKey() {
		return Reply.Whole.of(400, invalidKey());
	}

	private static ObjectNode invalidKey() {
		ObjectNode root = body(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT");
		ObjectNode detail = root.withObject("error").withArray("details").addObject();
		detail.put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
			.put("reason", "API_KEY_INVALID")
			.put("domain", "googleapis.com");
		detail.putObject("metadata").put("service", "generativelanguage.googleapis.com");
		return root;
	}

	static Reply.Whole failure(int status, Faults faults) {
		ObjectNode root = switch (status) {
			case 400 -> refused(faults.text("code", ""));
			case 401 -> body(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED");
			case 403 -> body(403, "The caller does not have permission", "PERMISSION_DENIED");
			case 404 -> body(404, "Requested entity was not found.", "NOT_FOUND");
			case 409 -> body(409, "The operation was aborted.", "ABORTED");
			case 429 -> tooMany(faults);
			case 503 -> body(503, "The model is overloaded. Please try again later.", "UNAVAILABLE");
			case 408, 504 -> body(status, "Deadline expired before operation could complete.", "DEADLINE_EXCEEDED");
			default -> (status < 500) ? body(status, "Request contains an invalid argument.", "INVALID_ARGUMENT")
					: body(status, "An internal error has occurred.", "INTERNAL");
		};
		return Reply.Whole.of(status, root);
	}

	// The pause is in the body only: Gemini sends no retry-after.
	private static ObjectNode tooMany(Faults faults) {
		ObjectNode root = body(429, "You exceeded your current quota, please check your plan and billing details.",
				"RESOURCE_EXHAUSTED");
		if ("insufficient_quota".equals(faults.text("code", ""))) {
			root.withObject("error")
				.withArray("details")
				.addObject()
				.put("@type", "type.googleapis.com/google.rpc.QuotaFailure")
				.withArray("violations")
				.addObject()
				.put("quotaId", "GenerateRequestsPerDayPerProjectPerModel");
		}
		if (faults.has("retry-after")) {
			root.withObject("error")
				.withArray("details")
				.addObject()
				.put("@type", "type.googleapis.com/google.rpc.RetryInfo")
				.put("retryDelay", faults.text("retry-after", "1") + "s");
		}
		return root;
	}

	private static ObjectNode body(int status, String message, String name) {
		ObjectNode root = JsonNodeFactory.instance.objectNode();
		root.putObject("error").put("code", status).put("message", message).put("status", name);
		return root;
	}

}
