package dev.tollgate.provider.gemini;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import org.jspecify.annotations.Nullable;

/**
 * Passes a stream of Gemini's as it came; it ends where the connection does, without a
 * mark.
 */
final class NativeDialect implements EventDialect {

	private static final byte[] CANDIDATES = name("candidates");

	private static final byte[] CONTENT = name("content");

	private static final byte[] FINISH_REASON = name("finishReason");

	private static final byte[] PROMPT_FEEDBACK = name("promptFeedback");

	private static final byte[] BLOCK_REASON = name("blockReason");

	private static final byte[] USAGE = name("usageMetadata");

	private static final byte[] MODEL = name("modelVersion");

	private static final byte[] ID = name("responseId");

	private static final byte[] ERROR = name("error");

	private static final byte[] INDEX = name("index");

	private final JsonCursor cursor = new JsonCursor();

	/** The candidates that were seen, and those that ended, a bit each. */
	private long begun;

	private long ended;

	/** What the event tells, noted when it is known to be whole. */
	private long eventBegun;

	private long eventEnded;

	private @Nullable String finishReason;

	private long content;

	private @Nullable TokenUsage usage;

	@Override
	public boolean event(byte[] bytes, int from, int to, AnswerProgress progress, EventOutput out) {
		this.eventBegun = 0;
		this.eventEnded = 0;
		this.content = 0;
		this.usage = null;
		JsonCursor cursor = this.cursor.on(bytes, from, to);
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(CANDIDATES) && cursor.kind() == JsonKind.ARRAY) {
				candidates(cursor);
			}
			else if (cursor.nameIs(USAGE)) {
				int start = cursor.position();
				cursor.skip();
				this.usage = GeminiUsage.of(TranslatedDialect.read(bytes, start, cursor.at()));
			}
			else if (cursor.nameIs(PROMPT_FEEDBACK) && cursor.kind() == JsonKind.OBJECT) {
				candidate(cursor, BLOCK_REASON);
			}
			else if (cursor.nameIs(MODEL)) {
				progress.model(cursor.string());
			}
			else if (progress.id() == null && cursor.nameIs(ID)) {
				progress.id(cursor.string());
			}
			else if (cursor.nameIs(ERROR)) {
				progress.refused();
				throw GeminiErrors.of(200, TranslatedDialect.read(bytes, from, to));
			}
			else {
				cursor.skip();
			}
		}
		cursor.finish();
		note(progress);
		out.pass();
		return false;
	}

	private void candidates(JsonCursor cursor) {
		cursor.enterArray();
		while (cursor.nextElement()) {
			candidate(cursor, FINISH_REASON);
		}
	}

	/** Reads an object whose given member says that the answer is complete. */
	private void candidate(JsonCursor cursor, byte[] finish) {
		long index = 0;
		boolean ended = false;
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(finish) && cursor.kind() == JsonKind.STRING) {
				this.finishReason = cursor.string();
				ended = true;
			}
			else if (cursor.nameIs(INDEX)) {
				index = cursor.integer(0);
			}
			else if (cursor.nameIs(CONTENT)) {
				this.content += GeminiText.size(cursor);
			}
			else {
				cursor.skip();
			}
		}
		// more candidates than bits cannot be told apart, but cannot be asked for either
		long bit = 1L << index;
		this.eventBegun |= bit;
		this.eventEnded |= ended ? bit : 0;
	}

	private void note(AnswerProgress progress) {
		if (this.content > 0) {
			progress.content(this.content);
		}
		progress.usage(this.usage);
		this.begun |= this.eventBegun;
		this.ended |= this.eventEnded;
		if (this.eventEnded != 0 && this.begun == this.ended) {
			progress.finished(this.finishReason);
		}
	}

	@Override
	public void end(Receipt receipt, EventOutput out) {
		// the end of the response says it
	}

	private static byte[] name(String name) {
		return name.getBytes(StandardCharsets.US_ASCII);
	}

}
