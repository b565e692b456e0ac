package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object as the bytes that came, with an index of its outermost members. Whoever
 * holds it releases it.
 */
public final class JsonBody {

	private static final int OUTLINE_HEAD = 64;

	private final ByteBuf bytes;

	private final List<JsonMember> members;

	private final List<JsonScanner.LongString> longStrings;

	private final int stringSize;

	JsonBody(ByteBuf bytes, JsonScanner scanner) {
		this.bytes = bytes;
		this.members = scanner.members();
		this.longStrings = scanner.longStrings();
		this.stringSize = scanner.textSize();
	}

	/**
	 * Indexes bytes that are all there.
	 * @param bytes the object; the body takes them over, and releases them if they are
	 * not a JSON object
	 * @return the body
	 * @throws MalformedJsonException if they are not
	 */
	public static JsonBody of(ByteBuf bytes) {
		JsonBodyReader reader = new JsonBodyReader(Integer.MAX_VALUE);
		try {
			reader.feed(bytes);
			return reader.finish();
		}
		catch (MalformedJsonException ex) {
			reader.release();
			throw ex;
		}
	}

	/**
	 * The bytes that came.
	 * @return the bytes, still owned by this body
	 */
	public ByteBuf bytes() {
		return this.bytes;
	}

	/**
	 * Copies the body.
	 * @return the bytes that came
	 */
	public byte[] toByteArray() {
		return ByteBufUtil.getBytes(this.bytes);
	}

	/**
	 * The number of bytes that came.
	 * @return the size in bytes
	 */
	public int size() {
		return this.bytes.readableBytes();
	}

	/**
	 * The number of bytes of text: of all strings that are values, but for media.
	 * @return the size in bytes
	 */
	public int textSize() {
		int size = this.stringSize;
		for (JsonScanner.LongString longString : this.longStrings) {
			if (isMedia(longString)) {
				size -= longString.length();
			}
		}
		return size;
	}

	/**
	 * Finds an outermost member.
	 * @param name its name
	 * @return the member, or null
	 */
	public @Nullable JsonMember member(String name) {
		for (JsonMember member : this.members) {
			if (member.name().equals(name)) {
				return member;
			}
		}
		return null;
	}

	/**
	 * The outermost members in their order.
	 * @return the members
	 */
	public List<JsonMember> members() {
		return this.members;
	}

	/**
	 * Copies the JSON of a value.
	 * @param member whose value
	 * @return the bytes of the value, quotes included
	 */
	public byte[] json(JsonMember member) {
		byte[] json = new byte[member.end() - member.start()];
		this.bytes.getBytes(this.bytes.readerIndex() + member.start(), json);
		return json;
	}

	/**
	 * Copies the JSON of a value but for the most of its long strings, of which the first
	 * few characters stay: enough to tell the type of a data URL.
	 * @param member whose value
	 * @return JSON of the same shape
	 */
	public byte[] outline(JsonMember member) {
		List<JsonScanner.LongString> cut = this.longStrings.stream()
			.filter((one) -> one.start() >= member.start() && one.end() <= member.end())
			.toList();
		int left = cut.stream().mapToInt((one) -> one.length() - OUTLINE_HEAD).sum();
		byte[] outline = new byte[member.end() - member.start() - left];
		int to = 0;
		int at = member.start();
		for (JsonScanner.LongString one : cut) {
			to = copy(at, one.start() + plainHead(one), outline, to);
			at = one.end();
		}
		return Arrays.copyOf(outline, copy(at, member.end(), outline, to));
	}

	private int copy(int from, int until, byte[] target, int to) {
		this.bytes.getBytes(this.bytes.readerIndex() + from, target, to, until - from);
		return to + until - from;
	}

	/** As far as a string can be cut anywhere: no escape, no character of many bytes. */
	private int plainHead(JsonScanner.LongString one) {
		int start = this.bytes.readerIndex() + one.start();
		int length = 0;
		while (length < OUTLINE_HEAD && this.bytes.getByte(start + length) > 0
				&& this.bytes.getByte(start + length) != '\\') {
			length++;
		}
		return length;
	}

	/**
	 * Reads a value as text.
	 * @param member whose value
	 * @return the text of a string, or the JSON of another scalar
	 */
	public String text(JsonMember member) {
		byte[] json = json(member);
		if (member.kind() != JsonKind.STRING) {
			return new String(json, StandardCharsets.UTF_8);
		}
		return String.valueOf(new JsonCursor().on(json, 0, json.length).string());
	}

	/**
	 * Parses the body without its media: each long string that follows a data URL's comma
	 * or has no space in its first bytes is replaced by a short placeholder.
	 * @return the tree, and what its placeholders stand for
	 */
	public Skeleton skeleton() {
		return Skeleton.of(this.bytes, this.longStrings.stream().filter(this::isMedia).toList());
	}

	/**
	 * Base64, with or without a data URL's head, has neither white space nor escapes but
	 * of the slash.
	 */
	private boolean isMedia(JsonScanner.LongString longString) {
		int start = this.bytes.readerIndex() + longString.start();
		for (int i = start; i < start + Skeleton.HEAD; i++) {
			byte next = this.bytes.getByte(i);
			boolean base64 = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')
					|| (next >= '.' && next <= ';') || next == '+' || next == '=' || next == ',' || next == '-'
					|| next == '_' || next == '\\';
			if (!base64) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Begins a change of this body.
	 * @return the edit, which leaves this body as it is
	 */
	public JsonEdit edit() {
		return new JsonEdit(this);
	}

	/**
	 * Takes the bytes for somebody else, too, who releases them in turn.
	 */
	public void retain() {
		this.bytes.retain();
	}

	/**
	 * Gives the bytes back.
	 */
	public void release() {
		this.bytes.release();
	}

	/**
	 * A body parsed to a tree in which media are placeholders.
	 */
	public static final class Skeleton {

		/** How much of a long string stays in the tree, enough for a data URL's head. */
		static final int HEAD = 160;

		/** Not to be guessed, or a caller's text could pass for a placeholder. */
		private static final String MARK = "@media-" + UUID.randomUUID() + ":";

		private final JsonNode tree;

		private final ByteBuf bytes;

		private final List<JsonScanner.LongString> media;

		private Skeleton(JsonNode tree, ByteBuf bytes, List<JsonScanner.LongString> media) {
			this.tree = tree;
			this.bytes = bytes;
			this.media = media;
		}

		private static Skeleton of(ByteBuf bytes, List<JsonScanner.LongString> media) {
			int start = bytes.readerIndex();
			ByteBuf small = ByteBufAllocator.DEFAULT.heapBuffer(1024);
			try {
				int at = 0;
				for (int i = 0; i < media.size(); i++) {
					JsonScanner.LongString one = media.get(i);
					int head = headEnd(bytes, one) - one.start();
					small.writeBytes(bytes, start + at, one.start() + head - at);
					small.writeCharSequence(MARK + i + ";", StandardCharsets.US_ASCII);
					at = one.end();
				}
				small.writeBytes(bytes, start + at, bytes.readableBytes() - at);
				JsonNode tree = Json.EXACT.readTree(small.array(), small.arrayOffset() + small.readerIndex(),
						small.readableBytes());
				return new Skeleton(tree, bytes, media);
			}
			finally {
				small.release();
			}
		}

		/**
		 * After the comma of a data URL's head, or at the string's start where there is
		 * none.
		 */
		private static int headEnd(ByteBuf bytes, JsonScanner.LongString one) {
			int comma = bytes.indexOf(bytes.readerIndex() + one.start(), bytes.readerIndex() + one.start() + HEAD,
					(byte) ',');
			return (comma < 0) ? one.start() : comma + 1 - bytes.readerIndex();
		}

		/**
		 * The tree.
		 * @return the tree with placeholders in place of media
		 */
		public JsonNode tree() {
			return this.tree;
		}

		/**
		 * Writes a tree that was made from this one, with the media in place of their
		 * placeholders.
		 * @param tree the tree
		 * @return the bytes, which share the media with the body; the caller releases
		 * them
		 */
		public ByteBuf render(JsonNode tree) {
			byte[] json = Json.MAPPER.writeValueAsBytes(tree);
			if (this.media.isEmpty()) {
				return Unpooled.wrappedBuffer(json);
			}
			return withMedia(json);
		}

		/**
		 * Reads a string of a tree that was made from this one for what it stands for.
		 * @param string the string
		 * @param parts told the text and the media of it, in their order
		 */
		public void read(String string, Parts parts) {
			int at = 0;
			for (int found = mark(string, 0); found >= 0; found = mark(string, at)) {
				int end = string.indexOf(';', found);
				parts.text(string, at, found);
				parts.media(view(Integer.parseInt(string, found + MARK.length(), end, 10)));
				at = end + 1;
			}
			parts.text(string, at, string.length());
		}

		/**
		 * Whether a string of a tree that was made from this one stands for media.
		 * @param string the string
		 * @return whether it does, in part or as a whole
		 */
		public boolean hasMedia(String string) {
			return mark(string, 0) >= 0;
		}

		/** Most strings are read where there are no media at all. */
		private int mark(String string, int from) {
			return this.media.isEmpty() ? -1 : string.indexOf(MARK, from);
		}

		private ByteBuf withMedia(byte[] json) {
			// one character a byte, so that offsets in the text are offsets in the bytes
			String text = new String(json, StandardCharsets.ISO_8859_1);
			// direct like the media: a single part on the heap would have all of it
			// copied for writing
			ByteBuf source = ByteBufAllocator.DEFAULT.directBuffer(json.length).writeBytes(json);
			CompositeByteBuf out = Unpooled.compositeBuffer(this.media.size() * 2 + 1);
			int at = 0;
			for (int found = text.indexOf(MARK); found >= 0; found = text.indexOf(MARK, at)) {
				int end = text.indexOf(';', found);
				int index = Integer.parseInt(text.substring(found + MARK.length(), end));
				out.addComponent(true, source.retainedSlice(at, found - at));
				out.addComponent(true, media(index));
				at = end + 1;
			}
			return out.addComponent(true, source.slice(at, json.length - at));
		}

		private ByteBuf media(int index) {
			return view(index).retain();
		}

		private ByteBuf view(int index) {
			JsonScanner.LongString one = this.media.get(index);
			int start = headEnd(this.bytes, one);
			return this.bytes.slice(this.bytes.readerIndex() + start, one.end() - start);
		}

		/**
		 * What a string is made of.
		 */
		public interface Parts {

			/**
			 * Takes text, which may be empty.
			 * @param string the text is in it
			 * @param from where the text begins
			 * @param to where it ends
			 */
			void text(String string, int from, int to);

			/**
			 * Takes media, or the part of a string after the head that a data URL has.
			 * @param json its JSON, as it stands between quotes; still owned by the body
			 */
			void media(ByteBuf json);

		}

	}

}
