package dev.tollgate.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.EventSink;
import dev.tollgate.wire.EventSplitter;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonMember;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the caller of a chat has seen of a streamed answer, so that another attempt can go
 * on from there: from the text itself where a model takes the beginning of its answer, or
 * by answering anew, of which what the caller has is dropped as long as it is the same.
 */
final class Transcript implements EventSink {

	/** Nobody reads longer answers, and each caller costs this much memory. */
	private static final int MAX_CHARS = 256 * 1024;

	private static final int MAX_EVENT = 16 * 1024 * 1024;

	private static final byte[] DATA = { 'd', 'a', 't', 'a', ':', ' ' };

	private static final byte[] END = { '\n', '\n' };

	private static final byte[] DONE = { '[', 'D', 'O', 'N', 'E', ']' };

	private final StringBuilder text = new StringBuilder();

	private EventSplitter splitter = new EventSplitter(MAX_EVENT);

	private boolean continuable = true;

	/** Whether the answer that is read now is another one than the caller began with. */
	private boolean joining;

	/**
	 * How much of the text a repeated answer has repeated, or -1 if it goes on with it.
	 */
	private int repeated = -1;

	/** What the caller gets in place of what was read; null while that passes. */
	private @Nullable ByteBuf written;

	/** Whether another attempt could go on from here. */
	boolean isContinuable() {
		return this.continuable && !this.text.isEmpty();
	}

	/** The answer will be gone on with by a model that is given its beginning. */
	void join() {
		begin(-1);
	}

	/** The answer will be repeated from its beginning. */
	void replay() {
		begin(0);
	}

	private void begin(int repeated) {
		this.splitter = new EventSplitter(MAX_EVENT);
		this.joining = true;
		this.repeated = repeated;
	}

	/**
	 * The request with the beginning of its answer, as DeepSeek's chat prefix completion
	 * takes it (api-docs.deepseek.com, "Chat Prefix Completion (Beta)").
	 */
	ChatRequest prefixed(ChatRequest request) {
		JsonBody body = request.body();
		JsonMember messages = body.member("messages");
		if (messages == null) {
			throw new IllegalStateException("A chat without messages");
		}
		byte[] message = (",{\"role\":\"assistant\",\"content\":" + Json.quote(this.text.toString())
				+ ",\"prefix\":true}")
			.getBytes(StandardCharsets.UTF_8);
		ByteBuf bytes = body.bytes();
		int from = bytes.readerIndex();
		int end = messages.end() - 1;
		ByteBuf longer = PooledByteBufAllocator.DEFAULT.directBuffer(body.size() + message.length)
			.writeBytes(bytes, from, end)
			.writeBytes(message)
			.writeBytes(bytes, from + end, body.size() - end);
		return new ChatRequest(request.protocol(), request.operation(), true, request.model(), request.streamed(),
				request.usageRequested(), request.temperatureGiven(), request.task(), request.deadline(),
				request.textSize(), JsonBody.of(longer));
	}

	/**
	 * Reads on.
	 * @param chunk the next bytes, which are taken over
	 * @return what the caller gets, perhaps nothing
	 * @throws GatewayException if a repeated answer is another one
	 */
	ByteBuf read(ByteBuf chunk) {
		boolean passes = !this.joining;
		this.written = passes ? null : PooledByteBufAllocator.DEFAULT.directBuffer(chunk.readableBytes());
		try {
			this.splitter.feed(chunk, this);
			ByteBuf written = this.written;
			this.written = null;
			return (written != null) ? written : chunk.retain();
		}
		finally {
			chunk.release();
			if (this.written != null) {
				this.written.release();
			}
		}
	}

	@Override
	public void event(byte[] bytes, int from, int to) {
		if (to - from == DONE.length && Arrays.equals(bytes, from, to, DONE, 0, DONE.length)) {
			complete();
			write(bytes, from, to);
			return;
		}
		JsonNode event = Json.MAPPER.readTree(bytes, from, to - from);
		JsonNode choice = event.path("choices").path(0);
		if (!this.joining) {
			note(event, choice);
			write(bytes, from, to);
			return;
		}
		if (choice.isMissingNode()) {
			// such as the usage
			write(bytes, from, to);
			return;
		}
		if (joined(choice)) {
			byte[] changed = Json.MAPPER.writeValueAsBytes(event);
			note(event, choice);
			write(changed, 0, changed.length);
		}
	}

	private void note(JsonNode event, JsonNode choice) {
		JsonNode delta = choice.path("delta");
		boolean plain = event.path("choices").size() <= 1 && choice.path("index").asInt(0) == 0
				&& !delta.has("tool_calls") && !delta.has("function_call") && !delta.has("audio");
		String content = delta.path("content").asString("");
		this.continuable &= plain && this.text.length() + content.length() <= MAX_CHARS;
		if (this.continuable) {
			this.text.append(content);
		}
	}

	/**
	 * Leaves of an event what is new to the caller, and says whether that is anything.
	 */
	private boolean joined(JsonNode choice) {
		if (!(choice.path("delta") instanceof ObjectNode delta)) {
			return true;
		}
		// clients add up what they get: a role would be there twice
		delta.remove("role");
		// thoughts were seen before the text that is there
		delta.remove("reasoning_content");
		if (this.repeated < 0) {
			this.joining = delta.path("content").asString("").isEmpty() && choice.path("finish_reason").isNull();
			return !delta.isEmpty() || !this.joining;
		}
		String content = delta.path("content").asString("");
		int left = this.text.length() - this.repeated;
		int same = Math.min(left, content.length());
		if (!this.text.substring(this.repeated, this.repeated + same).equals(content.substring(0, same))
				|| delta.has("tool_calls")) {
			throw diverged();
		}
		this.repeated += same;
		if (!choice.path("finish_reason").isNull() && !choice.path("finish_reason").isMissingNode()) {
			complete();
		}
		if (this.repeated < this.text.length()) {
			return false;
		}
		this.joining = false;
		delta.put("content", content.substring(same));
		return same < content.length() || !choice.path("finish_reason").isNull();
	}

	/** The answer ends, which is well only if the caller has all of its beginning. */
	private void complete() {
		if (this.joining && this.repeated >= 0 && this.repeated < this.text.length()) {
			throw diverged();
		}
	}

	private static GatewayException diverged() {
		return new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
				"The answer was cut, and no provider could go on with it");
	}

	private void write(byte[] bytes, int from, int to) {
		if (this.written != null) {
			this.written.writeBytes(DATA).writeBytes(bytes, from, to - from).writeBytes(END);
		}
	}

}
