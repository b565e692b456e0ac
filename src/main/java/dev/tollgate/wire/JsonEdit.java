package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Changes of the outermost members of a body, spliced between the bytes that stay.
 */
public final class JsonEdit {

	/** Below this size, one copy is cheaper than a gathering write of many parts. */
	private static final int COPY_BELOW = 32 * 1024;

	private final JsonBody body;

	private final List<Splice> splices = new ArrayList<>(4);

	JsonEdit(JsonBody body) {
		this.body = body;
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
		String comma = this.body.members().isEmpty() ? "" : ",";
		String inserted = "\"" + name + "\":" + json + comma;
		int at = afterBrace();
		this.splices.add(new Splice(at, at, inserted.getBytes(StandardCharsets.UTF_8)));
		return this;
	}

	/**
	 * Replaces a member's value.
	 * @param member the member
	 * @param json the new value as JSON
	 * @return this edit
	 */
	public JsonEdit replace(JsonMember member, String json) {
		this.splices.add(new Splice(member.start(), member.end(), json.getBytes(StandardCharsets.UTF_8)));
		return this;
	}

	/**
	 * Removes a member.
	 * @param member the member
	 * @return this edit
	 */
	public JsonEdit remove(JsonMember member) {
		List<JsonMember> members = this.body.members();
		int index = members.indexOf(member);
		boolean last = index == members.size() - 1;
		int from = (last && index > 0) ? members.get(index - 1).end() : member.keyStart();
		int to = last ? member.end() : members.get(index + 1).keyStart();
		this.splices.add(new Splice(from, to, new byte[0]));
		return this;
	}

	/**
	 * Puts the changed body together.
	 * @return the bytes, which share what stays with the body; the caller releases them
	 */
	public ByteBuf render() {
		if (this.splices.isEmpty()) {
			return this.body.bytes().retainedDuplicate();
		}
		// stable: what was inserted at the same place keeps its order
		this.splices.sort(Comparator.comparingInt(Splice::from));
		return (this.body.size() < COPY_BELOW) ? copy() : gather();
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
