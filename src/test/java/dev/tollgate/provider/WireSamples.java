package dev.tollgate.provider;

import dev.tollgate.chat.Protocol;

/**
 * How a provider writes, and its caller reads, what the contract needs; events with their
 * {@code data:} and blank line.
 */
public interface WireSamples {

	/** The protocol that the caller speaks. */
	Protocol protocol();

	/** A request in the caller's protocol. */
	String request(boolean streamed, boolean usage);

	/** A first event without content. */
	String opening();

	/** An event with text that needs no escape. */
	String content(String text);

	/** The event that says that the answer is complete. */
	String finish();

	/** An event with nothing but usage; numbers as JSON. */
	String usage(String prompt, String completion);

	/** The mark at the end, if the provider sends one. */
	String done();

	/** An event that reports a failure. */
	String error(int status, String word);

	/** The body of a failure with a status of its own. */
	String errorBody(int status, String word, String message);

	/** An answer as a whole. */
	String whole(String text);

	/** The text that a caller finds in its events. */
	String textOf(String events);

	/** Whether the caller's events say that the answer is complete. */
	boolean saysDone(String events);

	/** A whole stream, with usage. */
	default String stream(String text) {
		return opening() + content(text) + finish() + usage("5", "7") + done();
	}

}
