package dev.tollgate.provider.gemini;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Receipt;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;

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

	private final JsonCursor cursor = new JsonCursor();

	@Override
	public boolean event(byte[] bytes, int from, int to, AnswerProgress progress, EventOutput out) {
		JsonCursor cursor = this.cursor.on(bytes, from, to);
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(CANDIDATES) && cursor.kind() == JsonKind.ARRAY) {
				candidates(cursor, progress);
			}
			else if (cursor.nameIs(USAGE)) {
				int start = cursor.position();
				cursor.skip();
				progress.usage(GeminiUsage.of(TranslatedDialect.read(bytes, start, cursor.at())));
			}
			else if (cursor.nameIs(PROMPT_FEEDBACK) && cursor.kind() == JsonKind.OBJECT) {
				member(cursor, BLOCK_REASON, progress);
			}
			else if (cursor.nameIs(MODEL)) {
				progress.model(cursor.string());
			}
			else if (progress.id() == null && cursor.nameIs(ID)) {
				progress.id(cursor.string());
			}
			else if (cursor.nameIs(ERROR)) {
				throw GeminiErrors.of(200, TranslatedDialect.read(bytes, from, to));
			}
			else {
				cursor.skip();
			}
		}
		cursor.finish();
		out.pass();
		return false;
	}

	private static void candidates(JsonCursor cursor, AnswerProgress progress) {
		cursor.enterArray();
		while (cursor.nextElement()) {
			member(cursor, FINISH_REASON, progress);
		}
	}

	/** Reads an object whose given member says that the answer is complete. */
	private static void member(JsonCursor cursor, byte[] finish, AnswerProgress progress) {
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(finish)) {
				progress.finished(cursor.string());
			}
			else if (cursor.nameIs(CONTENT)) {
				int start = cursor.position();
				cursor.skip();
				progress.content(cursor.at() - start);
			}
			else {
				cursor.skip();
			}
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
