package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the outermost members of a body, spliced between the bytes that stay.
 */
public final class JsonEdit {

	/** Below this size, one copy is cheaper than a gathering write of many parts. */
	private static final int COPY_BELOW = 32 * 1024;

	private static final String REMOVED = "";

	private final JsonBody body;

	/** The new value of each member of the body, null for one that stays as it is. */
	private final @Nullable String[] changes;

	/** The members that the body does not have. */
	private final Map<String, String> added = new LinkedHashMap<>(4);

	private final List<Splice> splices = new ArrayList<>(4);

	JsonEdit(JsonBody body) {
		this.body = body;
		this.changes = new @Nullable String[body.members().size()];
	}

	/**
	 * Sets a member, whether it was there or not.
	 * @param name the member's name, of characters that need no escape
	 * @param json the value as JSON
	 * @return this edit
	 */
	public JsonEdit set(String name, String json) {
		JsonMember member = this.body.member(name);
		if (member != null) {
			return replace(member, json);
		}
		this.added.put(name, json);
		return this;
	}

	/**
	 * Replaces a member's value.
	 * @param member the member
	 * @param json the new value as JSON
	 * @return this edit
	 */
	public JsonEdit replace(JsonMember member, String json) {
		this.changes[this.body.members().indexOf(member)] = json;
		return this;
	}

	/**
	 * Removes a member.
	 * @param member the member
	 * @return this edit
	 */
	public JsonEdit remove(JsonMember member) {
		return replace(member, REMOVED);
	}

	/**
	 * Puts the changed body together; of several changes of a member the last holds.
	 * @return the bytes, which share what stays with the body; the caller releases them
	 */
	public ByteBuf render() {
		this.splices.clear();
		boolean anyStays = change();
		if (!this.added.isEmpty()) {
			this.splices.addFirst(insertion(anyStays));
		}
		if (this.splices.isEmpty()) {
			return this.body.bytes().retainedDuplicate();
		}
		return (this.body.size() < COPY_BELOW) ? copy() : gather();
	}

	/** Notes what changes between the braces and says whether any member stays. */
	private boolean change() {
		List<JsonMember> members = this.body.members();
		boolean anyStays = false;
		for (int i = 0; i < this.changes.length; i++) {
			String change = this.changes[i];
			if (REMOVED.equals(change)) {
				int first = i;
				i = lastRemoved(i);
				cut(members, first, i);
				continue;
			}
			anyStays = true;
			if (change != null) {
				this.splices.add(splice(members.get(i).start(), members.get(i).end(), change));
			}
		}
		return anyStays;
	}

	private int lastRemoved(int from) {
		int last = from;
		while (last + 1 < this.changes.length && REMOVED.equals(this.changes[last + 1])) {
			last++;
		}
		return last;
	}

	/** With the comma behind them, or before them where nothing follows. */
	private void cut(List<JsonMember> members, int first, int last) {
		boolean end = last == members.size() - 1;
		int from = (end && first > 0) ? members.get(first - 1).end() : members.get(first).keyStart();
		int to = end ? members.get(last).end() : members.get(last + 1).keyStart();
		this.splices.add(splice(from, to, ""));
	}

	private Splice insertion(boolean anyStays) {
		StringBuilder json = new StringBuilder();
		this.added.forEach((name, value) -> json.append('"').append(name).append("\":").append(value).append(','));
		if (!anyStays) {
			json.setLength(json.length() - 1);
		}
		return splice(afterBrace(), afterBrace(), json.toString());
	}

	private static Splice splice(int from, int to, String inserted) {
		return new Splice(from, to, inserted.getBytes(StandardCharsets.UTF_8));
	}

	private ByteBuf copy() {
		ByteBuf bytes = this.body.bytes();
		int size = this.body.size();
		for (Splice splice : this.splices) {
			size += splice.inserted().length - (splice.to() - splice.from());
		}
		ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(size);
		int at = 0;
		for (Splice splice : this.splices) {
			out.writeBytes(bytes, bytes.readerIndex() + at, splice.from() - at);
			out.writeBytes(splice.inserted());
			at = splice.to();
		}
		return out.writeBytes(bytes, bytes.readerIndex() + at, this.body.size() - at);
	}

	private ByteBuf gather() {
		CompositeByteBuf out = Unpooled.compositeBuffer(Integer.MAX_VALUE);
		int at = 0;
		for (Splice splice : this.splices) {
			keep(at, splice.from(), out);
			// direct like the rest: a single part on the heap would have all of it copied
			// for writing
			out.addComponent(true,
					ByteBufAllocator.DEFAULT.directBuffer(splice.inserted().length).writeBytes(splice.inserted()));
			at = splice.to();
		}
		keep(at, this.body.size(), out);
		return out;
	}

	/** Adds what stays part by part: a composite of composites is slow to write. */
	private void keep(int from, int to, CompositeByteBuf out) {
		ByteBuf bytes = this.body.bytes();
		int start = bytes.readerIndex() + from;
		if (bytes instanceof CompositeByteBuf parts) {
			for (ByteBuf part : parts.decompose(start, to - from)) {
				out.addComponent(true, part.retain());
			}
		}
		else {
			out.addComponent(true, bytes.retainedSlice(start, to - from));
		}
	}

	private int afterBrace() {
		ByteBuf bytes = this.body.bytes();
		return bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '{') + 1 - bytes.readerIndex();
	}

	private record Splice(int from, int to, byte[] inserted) {
	}

}
