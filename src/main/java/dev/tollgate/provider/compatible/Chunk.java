package dev.tollgate.provider.compatible;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.MalformedJsonException;
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

	private static final byte[] MESSAGE = OpenAiUsage.name("message");

	private static final byte[] TEXT = OpenAiUsage.name("text");

	private static final byte[] ROLE = OpenAiUsage.name("role");

	private static final byte[] TYPE = OpenAiUsage.name("type");

	private static final byte[] DATA = OpenAiUsage.name("data");

	private static final byte[] URL = OpenAiUsage.name("url");

	private static final byte[] INDEX = OpenAiUsage.name("index");

	private static final byte[] FINISH_REASON = OpenAiUsage.name("finish_reason");

	/** No answer nests so deep, and a stack has an end. */
	private static final int MAX_DEPTH = 200;

	private final JsonCursor cursor = new JsonCursor();

	/** Where the member {@code usage} lies, -1 if there is none. */
	int usageNameStart;

	int usageStart;

	int usageEnd;

	boolean usageReported;

	/** What was reported makes sense. */
	boolean usageValid;

	boolean choicesEmpty;

	/** How much content the chunk has, and why a choice of it ended. */
	private long content;

	private int depth;

	private @Nullable String finishReason;

	private @Nullable TokenUsage usage;

	/** The choices that were seen, and those that ended, a bit each. */
	private long begun;

	private long ended;

	private long chunkBegun;

	private long chunkEnded;

	void read(byte[] bytes, int from, int to, AnswerProgress progress) {
		this.usageNameStart = -1;
		this.usageReported = false;
		this.usageValid = false;
		this.choicesEmpty = true;
		this.content = 0;
		this.depth = 0;
		this.finishReason = null;
		this.usage = null;
		this.chunkBegun = 0;
		this.chunkEnded = 0;
		JsonCursor cursor = this.cursor.on(bytes, from, to);
		cursor.enterObject();
		while (cursor.nextMember()) {
			member(cursor, progress);
		}
		cursor.finish();
		note(progress);
	}

	/** Notes what a chunk told, now that it is known to be whole. */
	private void note(AnswerProgress progress) {
		if (this.content > 0) {
			progress.content(this.content);
		}
		progress.usage(this.usage);
		this.begun |= this.chunkBegun;
		this.ended |= this.chunkEnded;
		if (this.chunkEnded != 0 && this.begun == this.ended) {
			progress.finished(this.finishReason);
		}
	}

	private void member(JsonCursor cursor, AnswerProgress progress) {
		if (cursor.nameIs(CHOICES)) {
			choices(cursor);
		}
		else if (cursor.nameIs(USAGE)) {
			usage(cursor);
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
			throw error(cursor, progress);
		}
		else {
			cursor.skip();
		}
	}

	private void usage(JsonCursor cursor) {
		this.usageNameStart = cursor.nameStart();
		this.usageStart = cursor.position();
		if (cursor.kind() == JsonKind.OBJECT) {
			this.usage = OpenAiUsage.read(cursor);
			this.usageReported = true;
			this.usageValid = this.usage != null;
		}
		else {
			cursor.skip();
		}
		this.usageEnd = cursor.at();
	}

	private void choices(JsonCursor cursor) {
		if (cursor.kind() == JsonKind.ARRAY) {
			cursor.enterArray();
			while (cursor.nextElement()) {
				this.choicesEmpty = false;
				choice(cursor);
			}
		}
		else {
			cursor.skip();
		}
	}

	private void choice(JsonCursor cursor) {
		long index = 0;
		boolean ended = false;
		cursor.enterObject();
		while (cursor.nextMember()) {
			if ((cursor.nameIs(DELTA) || cursor.nameIs(MESSAGE)) && cursor.kind() == JsonKind.OBJECT) {
				delta(cursor);
			}
			else if (cursor.nameIs(TEXT)) {
				content(cursor);
			}
			else if (cursor.nameIs(INDEX)) {
				index = cursor.integer(0);
			}
			else if (cursor.nameIs(FINISH_REASON) && cursor.kind() == JsonKind.STRING) {
				this.finishReason = cursor.string();
				ended = true;
			}
			else {
				cursor.skip();
			}
		}
		// more choices than bits cannot be told apart, which only makes the end less sure
		long bit = 1L << index;
		this.chunkBegun |= bit;
		this.chunkEnded |= ended ? bit : 0;
	}

	/**
	 * Whatever a delta, or a message, holds besides its role is content: text, thoughts,
	 * calls, sound.
	 */
	private void delta(JsonCursor cursor) {
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(ROLE)) {
				cursor.skip();
			}
			else {
				content(cursor);
			}
		}
	}

	private void content(JsonCursor cursor) {
		if (++this.depth > MAX_DEPTH) {
			throw new MalformedJsonException("it is nested too deep");
		}
		switch (cursor.kind()) {
			case STRING -> {
				int start = cursor.position();
				cursor.skip();
				// without its quotes
				this.content += cursor.at() - start - 2;
			}
			case ARRAY -> {
				cursor.enterArray();
				while (cursor.nextElement()) {
					content(cursor);
				}
			}
			case OBJECT -> contentOf(cursor);
			default -> cursor.skip();
		}
		this.depth--;
	}

	/** What a model wrote of a call, a sound or a picture: not its frame, nor media. */
	private void contentOf(JsonCursor cursor) {
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(ID) || cursor.nameIs(TYPE)) {
				cursor.skip();
			}
			else if (cursor.nameIs(DATA) || cursor.nameIs(URL)) {
				// content, though not of so many bytes
				this.content++;
				cursor.skip();
			}
			else {
				content(cursor);
			}
		}
	}

	private static GatewayException error(JsonCursor cursor, AnswerProgress progress) {
		progress.refused();
		OpenAiError error = OpenAiError.read(cursor);
		return error.withoutStatus();
	}

	/** Reads the choices of an answer that came as a whole. */
	void whole(byte[] choices, AnswerProgress progress) {
		choices(this.cursor.on(choices, 0, choices.length));
		progress.finished(this.finishReason);
		if (this.content > 0) {
			progress.content(this.content);
		}
	}

}
