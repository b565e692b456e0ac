package dev.tollgate.springai;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.EventSplitter;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.StreamedToolCalls;
import io.netty.buffer.ByteBuf;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Reads the events of one streamed answer from the bytes that the gateway gives its
 * callers.
 */
final class AnswerEvents {

	/** The gateway lets no larger one pass. */
	private static final int MAX_EVENT = 16 * 1024 * 1024;

	private final EventSplitter splitter = new EventSplitter(MAX_EVENT);

	private final StreamedToolCalls toolCalls = new StreamedToolCalls();

	private List<ChatResponse> read = new ArrayList<>();

	/** Reads on, and releases what was read. */
	List<ChatResponse> read(ByteBuf bytes) {
		try {
			boolean comment = bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == ':';
			this.splitter.feed(bytes, this::event);
			List<ChatResponse> responses = rest();
			return (comment && responses.isEmpty()) ? List.of(SignOfLife.response()) : responses;
		}
		finally {
			bytes.release();
		}
	}

	private List<ChatResponse> rest() {
		List<ChatResponse> responses = this.read;
		this.read = new ArrayList<>();
		return responses;
	}

	private void event(byte[] bytes, int from, int to) {
		if (bytes[from] == '[') {
			// the end mark
			return;
		}
		try {
			if (Json.EXACT.readTree(bytes, from, to - from) instanceof ObjectNode event) {
				this.read.add(this.toolCalls.read(event));
			}
		}
		catch (JacksonException ex) {
			throw unreadable();
		}
	}

	static UpstreamFailed unreadable() {
		return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer is not JSON that can be read");
	}

}
