package dev.tollgate.provider;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Receipt;
import dev.tollgate.wire.MalformedJsonException;

/**
 * How one streamed answer is read and put in the caller's protocol, event by event.
 */
public interface EventDialect {

	/**
	 * Reads an event and says what becomes of it: passed, replaced, or, if neither,
	 * dropped.
	 * @param bytes where the event's data lies
	 * @param from the offset of its first byte
	 * @param to the offset after its last byte
	 * @param progress where what is found in it is noted
	 * @param out where it goes
	 * @return whether this was the last event of the stream
	 * @throws MalformedJsonException if the data is not JSON
	 * @throws GatewayException if the event reports a failure
	 */
	boolean event(byte[] bytes, int from, int to, AnswerProgress progress, EventOutput out);

	/**
	 * Writes what ends a complete stream.
	 * @param receipt what the answer cost
	 * @param out where it goes
	 */
	void end(Receipt receipt, EventOutput out);

	/**
	 * Where the events for the caller go.
	 */
	interface EventOutput {

		/**
		 * Passes the event that is being read as it came.
		 */
		void pass();

		/**
		 * Writes an event.
		 * @param bytes where its data lies
		 * @param from the offset of its first byte
		 * @param to the offset after its last byte
		 */
		void write(byte[] bytes, int from, int to);

	}

}
