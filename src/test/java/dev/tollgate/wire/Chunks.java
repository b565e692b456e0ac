package dev.tollgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes in the pieces in which a network may bring them; remembers every buffer that it
 * gave out.
 */
final class Chunks {

	private final List<ByteBuf> given = new ArrayList<>();

	/** Copies bytes to a pooled direct buffer that does not begin at its first byte. */
	ByteBuf buffer(byte[] bytes, int from, int to) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(to - from + 3);
		buffer.writeBytes(new byte[] { 'x', 'y', 'z' }).skipBytes(3).writeBytes(bytes, from, to - from);
		this.given.add(buffer);
		return buffer;
	}

	/** The bytes in pieces that end at the given offsets and at the end. */
	List<ByteBuf> cut(byte[] bytes, int... offsets) {
		List<ByteBuf> pieces = new ArrayList<>();
		int at = 0;
		for (int offset : offsets) {
			pieces.add(buffer(bytes, at, offset));
			at = offset;
		}
		pieces.add(buffer(bytes, at, bytes.length));
		return pieces;
	}

	List<ByteBuf> byteByByte(byte[] bytes) {
		List<ByteBuf> pieces = new ArrayList<>();
		for (int i = 0; i < bytes.length; i++) {
			pieces.add(buffer(bytes, i, i + 1));
		}
		return pieces;
	}

	/** Makes sure that all that was given out came back. */
	void areReleased() {
		assertThat(this.given).allMatch((buffer) -> buffer.refCnt() == 0);
		this.given.clear();
	}

	/** Reads a body from pieces, all of which it gives back if there is none. */
	static JsonBody read(List<ByteBuf> pieces) {
		JsonBodyReader reader = new JsonBodyReader(Integer.MAX_VALUE);
		int fed = 0;
		try {
			for (ByteBuf piece : pieces) {
				fed++;
				reader.feed(piece);
			}
			return reader.finish();
		}
		catch (MalformedJsonException ex) {
			reader.release();
			pieces.subList(fed, pieces.size()).forEach(ByteBuf::release);
			throw ex;
		}
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
