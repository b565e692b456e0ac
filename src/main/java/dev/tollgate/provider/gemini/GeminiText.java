package dev.tollgate.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.wire.JsonCursor;
import io.netty.buffer.ByteBufUtil;
import tools.jackson.databind.JsonNode;

/**
 * How much a model wrote, in bytes, to estimate its tokens where Gemini does not tell
 * them: texts, thoughts and calls, but not their frame, nor media.
 */
final class GeminiText {

	private static final Set<String> FRAME = Set.of("role", "id", "mimeType", "data", "fileUri", "thoughtSignature");

	private static final List<byte[]> FRAME_NAMES = FRAME.stream()
		.map((name) -> name.getBytes(StandardCharsets.US_ASCII))
		.toList();

	private static final byte[] MEDIA = "inlineData".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ARGUMENTS = "args".getBytes(StandardCharsets.US_ASCII);

	private GeminiText() {
	}

	/** The size of an answer, or of an event of one; 0 where it has no content. */
	static long size(JsonNode answer) {
		long size = 0;
		for (JsonNode candidate : answer.path("candidates")) {
			size += sizeOf(candidate.path("content"));
		}
		return size;
	}

	private static long sizeOf(JsonNode value) {
		if (value.isString()) {
			return ByteBufUtil.utf8Bytes(value.stringValue());
		}
		long size = 0;
		if (value.isArray()) {
			for (JsonNode element : value) {
				size += sizeOf(element);
			}
		}
		for (Map.Entry<String, JsonNode> member : value.properties()) {
			size += switch (member.getKey()) {
				// content, though not of so many bytes
				case "inlineData" -> 1;
				case "args" -> ByteBufUtil.utf8Bytes(member.getValue().toString());
				default -> FRAME.contains(member.getKey()) ? 0 : sizeOf(member.getValue());
			};
		}
		return size;
	}

	/** The size of the content before which a cursor stands, and moves behind it. */
	static long size(JsonCursor cursor) {
		long size = 0;
		switch (cursor.kind()) {
			case STRING -> {
				// without its quotes
				size = skipped(cursor) - 2;
			}
			case ARRAY -> {
				cursor.enterArray();
				while (cursor.nextElement()) {
					size += size(cursor);
				}
			}
			case OBJECT -> {
				cursor.enterObject();
				while (cursor.nextMember()) {
					size += member(cursor);
				}
			}
			default -> cursor.skip();
		}
		return size;
	}

	private static long member(JsonCursor cursor) {
		if (cursor.nameIs(ARGUMENTS)) {
			return skipped(cursor);
		}
		if (cursor.nameIs(MEDIA)) {
			cursor.skip();
			return 1;
		}
		for (byte[] name : FRAME_NAMES) {
			if (cursor.nameIs(name)) {
				cursor.skip();
				return 0;
			}
		}
		return size(cursor);
	}

	private static int skipped(JsonCursor cursor) {
		int start = cursor.position();
		cursor.skip();
		return cursor.at() - start;
	}

}
