package dev.tollgate.provider.compatible;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of one chunk of a stream, read without making objects;
 * one instance serves a whole stream.
 */
final class Chunk {

	private static final byte[] ID = OpenAiUsage.name("id");

	private static final byte[] MODEL = OpenAiUsage.name("model");

	private static final byte[] SERVICE_TIER = OpenAiUsage.name("service_tier");

	private static final byte[] CHOICES = OpenAiUsage.name("choices");

	private static final byte[] USAGE = OpenAiUsage.name("usage");

	private static final byte[] ERROR = OpenAiUsage.name("error");

	private static final byte[] DELTA = OpenAiUsage.name("delta");

	private static final byte[] TEXT = OpenAiUsage.name("text");

	private static final byte[] ROLE = OpenAiUsage.name("role");

	private static final byte[] FINISH_REASON = OpenAiUsage.name("finish_reason");

	private final JsonCursor cursor = new JsonCursor();

	/** Where the member {@code usage} lies, -1 if there is none. */
	int usageNameStart;

	int usageStart;

	int usageEnd;

	boolean usageReported;

	boolean choicesEmpty;

	void read(byte[] bytes, int from, int to, AnswerProgress progress) {
		this.usageNameStart = -1;
		this.usageReported = false;
		this.choicesEmpty = true;
		JsonCursor cursor = this.cursor.on(bytes, from, to);
		cursor.enterObject();
		while (cursor.nextMember()) {
			member(cursor, progress);
		}
		cursor.finish();
	}

	private void member(JsonCursor cursor, AnswerProgress progress) {
		if (cursor.nameIs(CHOICES)) {
			choices(cursor, progress);
		}
		else if (cursor.nameIs(USAGE)) {
			usage(cursor, progress);
		}
		else if (progress.model() == null && cursor.nameIs(MODEL)) {
			progress.model(cursor.string());
		}
		else if (progress.id() == null && cursor.nameIs(ID)) {
			progress.id(cursor.string());
		}
		else if (progress.serviceTier() == null && cursor.nameIs(SERVICE_TIER)) {
			progress.serviceTier(cursor.string());
		}
		else if (cursor.nameIs(ERROR) && cursor.kind() != JsonKind.NULL) {
			throw error(cursor);
		}
		else {
			cursor.skip();
		}
	}

	private void usage(JsonCursor cursor, AnswerProgress progress) {
		this.usageNameStart = cursor.nameStart();
		this.usageStart = cursor.position();
		if (cursor.kind() == JsonKind.OBJECT) {
			TokenUsage usage = OpenAiUsage.read(cursor);
			progress.usage(usage);
			this.usageReported = true;
		}
		else {
			cursor.skip();
		}
		this.usageEnd = cursor.at();
	}

	private void choices(JsonCursor cursor, AnswerProgress progress) {
		if (cursor.kind() == JsonKind.ARRAY) {
			cursor.enterArray();
			while (cursor.nextElement()) {
				this.choicesEmpty = false;
				choice(cursor, progress);
			}
		}
		else {
			cursor.skip();
		}
	}

	private static void choice(JsonCursor cursor, AnswerProgress progress) {
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(DELTA) && cursor.kind() == JsonKind.OBJECT) {
				delta(cursor, progress);
			}
			else if (cursor.nameIs(TEXT)) {
				content(cursor, progress);
			}
			else if (cursor.nameIs(FINISH_REASON) && cursor.kind() == JsonKind.STRING) {
				progress.finished(cursor.string());
			}
			else {
				cursor.skip();
			}
		}
	}

	/**
	 * Whatever a delta holds besides its role is content: text, thoughts, calls, sound.
	 */
	private static void delta(JsonCursor cursor, AnswerProgress progress) {
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(ROLE)) {
				cursor.skip();
			}
			else {
				content(cursor, progress);
			}
		}
	}

	private static void content(JsonCursor cursor, AnswerProgress progress) {
		JsonKind kind = cursor.kind();
		int start = cursor.position();
		cursor.skip();
		int length = cursor.at() - start;
		boolean empty = switch (kind) {
			case STRING, ARRAY, OBJECT -> length == 2;
			default -> true;
		};
		if (!empty) {
			progress.content((kind == JsonKind.STRING) ? length - 2 : length);
		}
	}

	private static GatewayException error(JsonCursor cursor) {
		OpenAiError error = OpenAiError.read(cursor);
		return error.inStream();
	}

	@Nullable String finishReason(byte[] choices, int length) {
		AnswerProgress found = new AnswerProgress();
		choices(this.cursor.on(choices, 0, length), found);
		return found.finishReason();
	}

}
