package dev.tollgate.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.tollgate.springai.SignOfLife;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Writes the responses of a stream as server-sent events, as OpenAI does.
 */
final class EventWriter {

	private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

	private final boolean usage;

	/** With the usage, or without it for a caller who did not ask. */
	EventWriter(boolean usage) {
		this.usage = usage;
	}

	List<ByteBuf> events(ChatResponse response) {
		if (SignOfLife.is(response)) {
			return List.of(Unpooled.wrappedBuffer(PING));
		}
		ObjectNode node = WireResponses.event(response);
		if (!this.usage && node.has("usage")) {
			if (node.path("choices").isEmpty()) {
				return List.of();
			}
			ObjectNode without = Json.MAPPER.createObjectNode();
			without.setAll(node);
			without.remove("usage");
			node = without;
		}
		byte[] json = Json.MAPPER.writeValueAsBytes(node);
		return List.of(Unpooled.buffer(json.length + DATA.length + END.length)
			.writeBytes(DATA)
			.writeBytes(json)
			.writeBytes(END));
	}

	ByteBuf end() {
		return Unpooled.wrappedBuffer(DONE);
	}

}
