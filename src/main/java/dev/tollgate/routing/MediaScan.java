package dev.tollgate.routing;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonKind;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kinds of media in a conversation without making a tree of it.
 */
final class MediaScan {

	/** What is to be found. */
	static final Set<Capability> KINDS = EnumSet.of(Capability.IMAGE, Capability.AUDIO, Capability.VIDEO,
			Capability.FILE);

	private static final byte[] CONTENT = name("content");

	private static final byte[] IMAGE_URL = name("image_url");

	private static final byte[] VIDEO_URL = name("video_url");

	private static final byte[] INPUT_AUDIO = name("input_audio");

	private static final byte[] FILE = name("file");

	private static final byte[] URL = name("url");

	private static final byte[] FILE_DATA = name("file_data");

	private static final byte[] PARTS = name("parts");

	private static final byte[][] GEMINI_DATA = { name("inlineData"), name("inline_data"), name("fileData"),
			FILE_DATA };

	private static final byte[][] MIME_TYPE = { name("mimeType"), name("mime_type") };

	private static final String DATA_URL = "data:";

	private final Set<Capability> found = EnumSet.noneOf(Capability.class);

	private final JsonCursor cursor;

	private MediaScan(byte[] conversation) {
		this.cursor = new JsonCursor().on(conversation, 0, conversation.length);
	}

	private static byte[] name(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

	/** The media of OpenAI's {@code messages}. */
	static Set<Capability> ofMessages(byte[] messages) {
		MediaScan scan = new MediaScan(messages);
		scan.members(CONTENT, scan::openAiPart);
		return scan.found;
	}

	/** The media of Gemini's {@code contents}. */
	static Set<Capability> ofContents(byte[] contents) {
		MediaScan scan = new MediaScan(contents);
		scan.members(PARTS, scan::geminiPart);
		return scan.found;
	}

	/** For each element of the array, for each element of its array of that name. */
	private void members(byte[] name, Runnable part) {
		elements(() -> {
			this.cursor.enterObject();
			while (this.cursor.nextMember()) {
				if (this.cursor.nameIs(name)) {
					elements(part);
				}
				else {
					this.cursor.skip();
				}
			}
		});
	}

	private void elements(Runnable element) {
		if (this.cursor.kind() != JsonKind.ARRAY) {
			this.cursor.skip();
			return;
		}
		this.cursor.enterArray();
		while (this.cursor.nextElement()) {
			if (this.cursor.kind() == JsonKind.OBJECT) {
				element.run();
			}
			else {
				this.cursor.skip();
			}
		}
	}

	private void openAiPart() {
		this.cursor.enterObject();
		while (this.cursor.nextMember()) {
			if (this.cursor.kind() == JsonKind.NULL) {
				this.cursor.skip();
			}
			else if (this.cursor.nameIs(IMAGE_URL)) {
				this.found.add(ofUrl(text(URL), Capability.IMAGE));
			}
			else if (this.cursor.nameIs(FILE)) {
				this.found.add(ofUrl(text(FILE_DATA), Capability.FILE));
			}
			else if (this.cursor.nameIs(INPUT_AUDIO)) {
				this.found.add(Capability.AUDIO);
				this.cursor.skip();
			}
			else {
				if (this.cursor.nameIs(VIDEO_URL)) {
					this.found.add(Capability.VIDEO);
				}
				this.cursor.skip();
			}
		}
	}

	private void geminiPart() {
		this.cursor.enterObject();
		while (this.cursor.nextMember()) {
			if (this.cursor.kind() != JsonKind.NULL && isOne(GEMINI_DATA)) {
				this.found.add(ofType(text(MIME_TYPE), Capability.FILE));
			}
			else {
				this.cursor.skip();
			}
		}
	}

	private boolean isOne(byte[]... names) {
		for (byte[] name : names) {
			if (this.cursor.nameIs(name)) {
				return true;
			}
		}
		return false;
	}

	/** The text that comes next, or that of a member of the object that comes next. */
	private @Nullable String text(byte[]... names) {
		if (this.cursor.kind() != JsonKind.OBJECT) {
			return this.cursor.string();
		}
		String text = null;
		this.cursor.enterObject();
		while (this.cursor.nextMember()) {
			if (isOne(names)) {
				text = this.cursor.string();
			}
			else {
				this.cursor.skip();
			}
		}
		return text;
	}

	private static Capability ofUrl(@Nullable String url, Capability otherwise) {
		return (url != null && url.startsWith(DATA_URL)) ? ofType(url.substring(DATA_URL.length()), otherwise)
				: otherwise;
	}

	private static Capability ofType(@Nullable String type, Capability otherwise) {
		if (type == null) {
			return otherwise;
		}
		return type.startsWith("image") ? Capability.IMAGE
				: type.startsWith("audio") ? Capability.AUDIO : type.startsWith("video") ? Capability.VIDEO : otherwise;
	}

}
