package dev.tollgate.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Collects a JSON object from the chunks in which it arrives, and indexes it on the way.
 * The chunks are kept, not copied.
 */
public final class JsonBodyReader {

	private final JsonScanner scanner;

	private final int limit;

	private @Nullable ByteBuf bytes;

	private int size;

	/**
	 * Creates a reader.
	 * @param limit the most bytes that the object may have
	 */
	public JsonBodyReader(int limit) {
		this(limit, JsonScanner.MAX_VALUES);
	}

	/**
	 * Creates a reader for objects from whoever may send many values, such as a provider
	 * whose log probabilities are several a token.
	 * @param limit the most bytes that the object may have
	 * @param maxValues the most values that it may have
	 */
	public JsonBodyReader(int limit, int maxValues) {
		this.limit = limit;
		this.scanner = new JsonScanner(maxValues);
	}

	/**
	 * Takes the next chunk.
	 * @param chunk the chunk, which the reader takes over
	 * @throws MalformedJsonException as soon as the chunks cannot become a JSON object
	 * @throws SizeLimitException as soon as they are more than the limit
	 */
	public void feed(ByteBuf chunk) {
		append(chunk);
		if (this.size > this.limit) {
			throw new SizeLimitException(this.limit);
		}
		this.scanner.feed(chunk);
	}

	private void append(ByteBuf chunk) {
		this.size += chunk.readableBytes();
		if (this.bytes == null) {
			this.bytes = chunk;
			return;
		}
		if (!(this.bytes instanceof CompositeByteBuf)) {
			this.bytes = Unpooled.compositeBuffer(Integer.MAX_VALUE).addComponent(true, this.bytes);
		}
		((CompositeByteBuf) this.bytes).addComponent(true, chunk.slice());
	}

	/**
	 * The number of bytes so far.
	 * @return the size in bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Ends the object.
	 * @return the body, which the caller releases
	 * @throws MalformedJsonException if the object is not complete
	 */
	public JsonBody finish() {
		this.scanner.finish();
		ByteBuf bytes = this.bytes;
		if (bytes == null) {
			throw new MalformedJsonException("The body is empty");
		}
		this.bytes = null;
		return new JsonBody(bytes, this.scanner);
	}

	/**
	 * Gives back what was collected, unless a body has taken it over.
	 */
	public void release() {
		if (this.bytes != null) {
			this.bytes.release();
			this.bytes = null;
		}
	}

}
