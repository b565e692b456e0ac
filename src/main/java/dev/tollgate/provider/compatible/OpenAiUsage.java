package dev.tollgate.provider.compatible;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenAI's {@code CompletionUsage}, DeepSeek's counters of cache hits included.
 * Cached and audio tokens are part of the prompt's, reasoning and audio tokens part of
 * the completion's.
 */
final class OpenAiUsage {

	/** Far more than any model reads or writes: such a report is broken. */
	private static final long ABSURD = 100_000_000L;

	private static final byte[] PROMPT = name("prompt_tokens");

	private static final byte[] COMPLETION = name("completion_tokens");

	private static final byte[] PROMPT_DETAILS = name("prompt_tokens_details");

	private static final byte[] COMPLETION_DETAILS = name("completion_tokens_details");

	private static final byte[] CACHE_HIT = name("prompt_cache_hit_tokens");

	private static final byte[] CACHED = name("cached_tokens");

	private static final byte[] CACHE_WRITE = name("cache_write_tokens");

	private static final byte[] AUDIO = name("audio_tokens");

	private static final byte[] IMAGE = name("image_tokens");

	private static final byte[] REASONING = name("reasoning_tokens");

	private long prompt = -1;

	private long completion;

	private long cached;

	private long cacheWrite;

	private long audioInput;

	private long imageInput;

	private long reasoning;

	private long audioOutput;

	private long imageOutput;

	private boolean broken;

	private OpenAiUsage() {
	}

	/** Reads the object before which the cursor stands; null if it makes no sense. */
	static @Nullable TokenUsage read(JsonCursor cursor) {
		OpenAiUsage usage = new OpenAiUsage();
		cursor.enterObject();
		while (cursor.nextMember()) {
			usage.member(cursor);
		}
		return usage.toTokenUsage();
	}

	private void member(JsonCursor cursor) {
		if (cursor.nameIs(PROMPT)) {
			this.prompt = count(cursor);
		}
		else if (cursor.nameIs(COMPLETION)) {
			this.completion = count(cursor);
		}
		else if (cursor.nameIs(CACHE_HIT)) {
			// the same number again in prompt_tokens_details, where the provider has
			// those
			this.cached = Math.max(this.cached, count(cursor));
		}
		else if (cursor.nameIs(PROMPT_DETAILS) && cursor.kind() == JsonKind.OBJECT) {
			cursor.enterObject();
			while (cursor.nextMember()) {
				promptDetail(cursor);
			}
		}
		else if (cursor.nameIs(COMPLETION_DETAILS) && cursor.kind() == JsonKind.OBJECT) {
			cursor.enterObject();
			while (cursor.nextMember()) {
				completionDetail(cursor);
			}
		}
		else {
			cursor.skip();
		}
	}

	private void promptDetail(JsonCursor cursor) {
		if (cursor.nameIs(CACHED)) {
			this.cached = Math.max(this.cached, count(cursor));
		}
		else if (cursor.nameIs(CACHE_WRITE)) {
			this.cacheWrite = count(cursor);
		}
		else if (cursor.nameIs(AUDIO)) {
			this.audioInput = count(cursor);
		}
		else if (cursor.nameIs(IMAGE)) {
			this.imageInput = count(cursor);
		}
		else {
			cursor.skip();
		}
	}

	private void completionDetail(JsonCursor cursor) {
		if (cursor.nameIs(REASONING)) {
			this.reasoning = count(cursor);
		}
		else if (cursor.nameIs(AUDIO)) {
			this.audioOutput = count(cursor);
		}
		else if (cursor.nameIs(IMAGE)) {
			this.imageOutput = count(cursor);
		}
		else {
			cursor.skip();
		}
	}

	private long count(JsonCursor cursor) {
		if (cursor.kind() == JsonKind.NULL) {
			cursor.skip();
			return 0;
		}
		long count = cursor.integer(-1);
		this.broken |= count < 0 || count > ABSURD;
		return count;
	}

	private @Nullable TokenUsage toTokenUsage() {
		// a prompt of no tokens does not exist: some servers fill every chunk with zeros
		if (this.broken || this.prompt <= 0) {
			return null;
		}
		return new TokenUsage(this.prompt, this.cached, this.cacheWrite, this.audioInput, 0, this.imageInput, 0,
				this.completion, this.reasoning, this.audioOutput, this.imageOutput);
	}

	static byte[] name(String name) {
		return name.getBytes(StandardCharsets.US_ASCII);
	}

}
