package dev.tollgate.wire;

/**
 * Takes the events of a stream, one after the other.
 */
public interface EventSink {

	/**
	 * An event with data.
	 * @param bytes where the data lies, to be read before this method returns
	 * @param from the offset of its first byte
	 * @param to the offset after its last byte
	 */
	void event(byte[] bytes, int from, int to);

}
