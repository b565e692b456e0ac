package dev.tollgate.provider.springai;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;

/**
 * Writes a streamed answer as OpenAI's {@code chat.completion.chunk}s. One instance a
 * stream.
 */
final class ChunkWriter {

	private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

	private final boolean usageRequested;

	private final long created;

	/** Told by the first response, then the same on all chunks. */
	private String id;

	private String model;

	private boolean begun;

	private int toolCalls;

	private @Nullable String finishReason;

	private @Nullable TokenUsage usage;

	ChunkWriter(ModelPrompt prompt, UpstreamRequest request, Instant created) {
		this.id = prompt.id();
		this.model = request.model();
		this.usageRequested = request.request().usageRequested();
		this.created = created.getEpochSecond();
	}

	/** Writes what the model says next, and notes what is known by it. */
	void write(ModelAnswer answer, AnswerProgress progress, ByteBuf out) {
		answer.note(progress);
		if (answer.finishReason() != null) {
			this.finishReason = answer.finishReason();
			progress.finished(ModelAnswer.finishReason(answer.finishReason(),
					!answer.toolCalls().isEmpty() || this.toolCalls > 0));
		}
		this.usage = (answer.usage() != null) ? answer.usage() : this.usage;
		ObjectNode delta = JsonNodeFactory.instance.objectNode();
		if (!this.begun) {
			begin(answer, delta);
		}
		if (!answer.reasoning().isEmpty()) {
			delta.put("reasoning_content", answer.reasoning());
		}
		if (!answer.text().isEmpty()) {
			delta.put("content", answer.text());
		}
		if (!answer.toolCalls().isEmpty()) {
			ArrayNode calls = delta.putArray("tool_calls");
			for (ToolCall call : answer.toolCalls()) {
				ObjectNode written = calls.addObject().put("index", this.toolCalls);
				ToolCallWriter.write(call, this.id, this.toolCalls++, written);
			}
		}
		if (!delta.isEmpty()) {
			chunk(delta, null, out);
		}
	}

	private void begin(ModelAnswer answer, ObjectNode delta) {
		this.begun = true;
		this.id = (answer.id() != null) ? answer.id() : this.id;
		this.model = (answer.model() != null) ? answer.model() : this.model;
		delta.put("role", "assistant");
		if (answer.text().isEmpty()) {
			delta.put("content", "");
		}
	}

	/** Writes what ends a complete stream. */
	void end(Receipt receipt, ByteBuf out) {
		chunk(JsonNodeFactory.instance.objectNode(), ModelAnswer.finishReason(this.finishReason, this.toolCalls > 0),
				out);
		if (this.usageRequested) {
			ObjectNode chunk = chunk();
			chunk.putArray("choices");
			TokenUsage reported = (receipt.estimated() || this.usage == null) ? receipt.usage() : this.usage;
			ObjectNode usage = ModelUsage.write(reported, chunk.putObject("usage"));
			usage.putObject("cost")
				.put("usd", receipt.usd())
				.put("window", receipt.window())
				.put("source", receipt.source());
			event(chunk, out);
		}
		out.writeBytes(DONE);
	}

	private void chunk(ObjectNode delta, @Nullable String finishReason, ByteBuf out) {
		ObjectNode chunk = chunk();
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
		choice.set("delta", delta);
		choice.putNull("logprobs").put("finish_reason", finishReason);
		event(chunk, out);
	}

	private ObjectNode chunk() {
		return JsonNodeFactory.instance.objectNode()
			.put("id", this.id)
			.put("object", "chat.completion.chunk")
			.put("created", this.created)
			.put("model", this.model);
	}

	private static void event(ObjectNode chunk, ByteBuf out) {
		out.writeBytes(DATA).writeBytes(Json.MAPPER.writeValueAsBytes(chunk)).writeBytes(END);
	}

}
