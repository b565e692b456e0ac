package dev.tollgate.provider.compatible;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonEdit;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Passes chunks of OpenAI's protocol as they came, but for usage: providers report it on
 * a chunk of its own or on the last with content, and the caller sees it at the very end,
 * with its cost, if at all.
 */
final class ChunkDialect implements EventDialect {

	private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] BARE = "{\"object\":\"chat.completion.chunk\"}".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

	private final boolean usageRequested;

	private final Chunk chunk = new Chunk();

	/**
	 * The chunk that is to become the usage chunk: the last with usage that makes sense,
	 * else the first.
	 */
	private byte @Nullable [] template;

	ChunkDialect(boolean usageRequested) {
		this.usageRequested = usageRequested;
	}

	@Override
	public boolean event(byte[] bytes, int from, int to, AnswerProgress progress, EventOutput out) {
		Chunk chunk = this.chunk;
		chunk.read(bytes, from, to, progress);
		if (progress.finished()) {
			Finish.check(progress.finishReason());
		}
		if (this.usageRequested && (chunk.usageValid || this.template == null)) {
			this.template = Arrays.copyOfRange(bytes, from, to);
		}
		if (chunk.usageNameStart < 0) {
			out.pass();
		}
		else if (chunk.usageReported && chunk.choicesEmpty) {
			// the caller gets it at the end, or not at all
			return false;
		}
		else if (!this.usageRequested) {
			withoutUsage(bytes, from, to, out);
		}
		else if (chunk.usageReported) {
			withoutUsageValue(bytes, from, to, out);
		}
		else {
			out.pass();
		}
		return false;
	}

	/** Cuts the member out, with the comma before or behind it. */
	private void withoutUsage(byte[] bytes, int from, int to, EventOutput out) {
		int start = this.chunk.usageNameStart;
		int end = this.chunk.usageEnd;
		int before = start - 1;
		while (before > from && bytes[before] <= ' ') {
			before--;
		}
		if (bytes[before] == ',') {
			start = before;
		}
		else {
			while (end < to && (bytes[end] <= ' ' || bytes[end] == ',')) {
				end++;
			}
		}
		splice(bytes, from, to, start, end, new byte[0], out);
	}

	private void withoutUsageValue(byte[] bytes, int from, int to, EventOutput out) {
		splice(bytes, from, to, this.chunk.usageStart, this.chunk.usageEnd, NULL, out);
	}

	private static void splice(byte[] bytes, int from, int to, int start, int end, byte[] with, EventOutput out) {
		byte[] spliced = new byte[to - from - (end - start) + with.length];
		int head = start - from;
		System.arraycopy(bytes, from, spliced, 0, head);
		System.arraycopy(with, 0, spliced, head, with.length);
		System.arraycopy(bytes, end, spliced, head + with.length, to - end);
		out.write(spliced, 0, spliced.length);
	}

	@Override
	public void end(Receipt receipt, EventOutput out) {
		if (this.usageRequested) {
			byte[] usageChunk = usageChunk(receipt);
			out.write(usageChunk, 0, usageChunk.length);
		}
		out.write(DONE, 0, DONE.length);
	}

	/** The answer is complete and paid for, so that nothing here may fail any more. */
	private byte[] usageChunk(Receipt receipt) {
		try {
			return usageChunk((this.template != null) ? this.template : BARE, receipt);
		}
		catch (MalformedJsonException ex) {
			// the body's rules are stricter than those for passing chunks
			return usageChunk(BARE, receipt);
		}
	}

	/** The template without choices, and with the cost in its usage. */
	private static byte[] usageChunk(byte[] template, Receipt receipt) {
		JsonBody body = JsonBody.of(Unpooled.wrappedBuffer(template));
		ByteBuf rendered = body.edit().set("choices", "[]").set("usage", usage(body, receipt)).render();
		try {
			return ByteBufUtil.getBytes(rendered);
		}
		finally {
			rendered.release();
			body.release();
		}
	}

	/** In place of a cost that the provider may have told. */
	private static String withCost(byte[] reported, Receipt receipt) {
		JsonBody usage = JsonBody.of(Unpooled.wrappedBuffer(reported));
		JsonMember cost = usage.member("cost");
		JsonEdit edit = usage.edit();
		ByteBuf rendered = ((cost != null) ? edit.remove(cost) : edit).render();
		try {
			String json = rendered.toString(StandardCharsets.UTF_8);
			return json.substring(0, json.lastIndexOf('}')) + "," + receipt.toJsonMember() + "}";
		}
		finally {
			rendered.release();
			usage.release();
		}
	}

	/** What the provider reported, or what was estimated where that makes no sense. */
	private static String usage(JsonBody chunk, Receipt receipt) {
		JsonMember reported = chunk.member("usage");
		if (reported != null && reported.kind() == JsonKind.OBJECT && !receipt.estimated()) {
			return withCost(chunk.json(reported), receipt);
		}
		TokenUsage usage = receipt.usage();
		return "{\"prompt_tokens\":" + usage.input() + ",\"completion_tokens\":" + usage.output() + ",\"total_tokens\":"
				+ usage.total() + "," + receipt.toJsonMember() + "}";
	}

}
