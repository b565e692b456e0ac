package dev.tollgate.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.Task;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

/**
 * Makes requests of bodies, and refuses what no provider could answer.
 */
final class Requests {

	private static final int MAX_CHOICES = 128;

	private static final int MAX_MODEL = 256;

	/** Far more than any model makes. */
	private static final int MAX_DIMENSIONS = 65_536;

	private static final List<String> ENCODINGS = List.of("float", "base64");

	private static final Pattern DEADLINE = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");

	private Requests() {
	}

	/** Reads OpenAI's chat completion. */
	static ChatRequest chat(JsonBody body, HttpHeaders headers, boolean beta) {
		Fields fields = new Fields(body);
		fields.requiredArray("messages");
		fields.optional("tools", JsonKind.ARRAY, "an array");
		fields.optional("response_format", JsonKind.OBJECT, "an object");
		fields.tokens("max_completion_tokens");
		return openAi(Operation.CHAT, body, fields, headers, beta);
	}

	/** Reads OpenAI's text completion, or DeepSeek's fill-in-the-middle. */
	static ChatRequest completion(JsonBody body, HttpHeaders headers) {
		Fields fields = new Fields(body);
		JsonMember prompt = fields.given("prompt");
		if (prompt == null) {
			throw new InvalidRequest("The field 'prompt' is required", "missing_required_parameter", "prompt");
		}
		if (prompt.kind() != JsonKind.STRING && prompt.kind() != JsonKind.ARRAY) {
			throw new InvalidRequest("The field 'prompt' must be a string or an array", "invalid_type", "prompt");
		}
		fields.optional("suffix", JsonKind.STRING, "a string");
		return openAi(Operation.COMPLETION, body, fields, headers, true);
	}

	/** Reads OpenAI's embeddings. */
	static ChatRequest embeddings(JsonBody body, HttpHeaders headers) {
		Fields fields = new Fields(body);
		String model = model(fields);
		EmbeddingInput input = EmbeddingInput.of(body, fields);
		fields.count("dimensions", MAX_DIMENSIONS);
		fields.oneOf("encoding_format", ENCODINGS);
		if (fields.flag("stream")) {
			throw new InvalidRequest("Embeddings are not streamed", "unsupported_value", "stream");
		}
		return new ChatRequest(Protocol.OPENAI, Operation.EMBEDDINGS, false, model, false, false, false, task(headers),
				deadline(headers), input.textSize(), body);
	}

	private static String model(Fields fields) {
		String model = fields.requiredText("model");
		if (model.length() > MAX_MODEL) {
			throw new InvalidRequest("The field 'model' is too long", "invalid_value", "model");
		}
		return model;
	}

	private static ChatRequest openAi(Operation operation, JsonBody body, Fields fields, HttpHeaders headers,
			boolean beta) {
		String model = model(fields);
		boolean streamed = fields.flag("stream");
		fields.optional("stream_options", JsonKind.OBJECT, "an object");
		fields.tokens("max_tokens");
		fields.count("n", MAX_CHOICES);
		fields.number("top_p", 0, 1);
		boolean temperature = fields.number("temperature", 0, 2);
		return new ChatRequest(Protocol.OPENAI, operation, beta, model, streamed, streamed && usageRequested(body),
				temperature, task(headers), deadline(headers), body.textSize(), body);
	}

	private static boolean usageRequested(JsonBody body) {
		JsonMember options = body.member("stream_options");
		if (options == null || options.kind() != JsonKind.OBJECT) {
			return false;
		}
		JsonNode wish = Json.MAPPER.readTree(body.json(options)).path("include_usage");
		if (!wish.isBoolean() && !wish.isMissingNode() && !wish.isNull()) {
			throw new InvalidRequest("The field 'stream_options.include_usage' must be true or false", "invalid_type",
					"stream_options.include_usage");
		}
		return wish.asBoolean(false);
	}

	/** Reads a request in Gemini's own protocol. */
	static ChatRequest gemini(Operation operation, String model, boolean streamed, JsonBody body, HttpHeaders headers) {
		Fields fields = new Fields(body);
		if (operation == Operation.CHAT) {
			fields.requiredArray("contents");
		}
		return new ChatRequest(Protocol.GEMINI, operation, false, model, streamed, true, geminiTemperature(body),
				task(headers), deadline(headers), body.textSize(), body);
	}

	/** Reads Gemini's own {@code embedContent} or {@code batchEmbedContents}. */
	static ChatRequest geminiEmbeddings(String model, boolean batch, JsonBody body, HttpHeaders headers) {
		Fields fields = new Fields(body);
		if (batch) {
			fields.requiredArray("requests");
		}
		else {
			fields.required("content", JsonKind.OBJECT, "an object");
		}
		return new ChatRequest(Protocol.GEMINI, Operation.EMBEDDINGS, false, model, false, false, false, task(headers),
				deadline(headers), EmbeddingInput.textSize(body, batch ? "requests" : "content"), body);
	}

	private static boolean geminiTemperature(JsonBody body) {
		JsonMember config = body.member("generationConfig");
		if (config == null) {
			config = body.member("generation_config");
		}
		if (config == null || config.kind() != JsonKind.OBJECT) {
			return false;
		}
		return Json.MAPPER.readTree(body.json(config)).hasNonNull("temperature");
	}

	/** Whole seconds or a decimal fraction of them. */
	private static @Nullable Duration deadline(HttpHeaders headers) {
		String seconds = headers.getFirst("x-tollgate-deadline");
		if (seconds == null) {
			return null;
		}
		if (!DEADLINE.matcher(seconds.trim()).matches()) {
			throw badDeadline();
		}
		long millis = new BigDecimal(seconds.trim()).movePointRight(3).longValue();
		if (millis == 0) {
			throw badDeadline();
		}
		return Duration.ofMillis(millis);
	}

	private static InvalidRequest badDeadline() {
		return new InvalidRequest(
				"The header 'x-tollgate-deadline' must be a number of seconds above 0 and below 1000000",
				"invalid_value", "x-tollgate-deadline");
	}

	private static @Nullable Task task(HttpHeaders headers) {
		String name = headers.getFirst("x-tollgate-task");
		if (name == null) {
			return null;
		}
		Task task = Task.of(name.trim());
		if (task == null) {
			throw new InvalidRequest("The header 'x-tollgate-task' names no task that is known", "invalid_value",
					"x-tollgate-task");
		}
		return task;
	}

}
